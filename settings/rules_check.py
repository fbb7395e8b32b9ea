"""What must fit together in the rules: every name that is used is one that is mapped."""

from collections import Counter
from collections.abc import Iterator

from settings.problems import Problem
from settings.rules_alert_check import alert_misfits
from settings.rules_file import RulesFile
from settings.rules_stock_check import stock_misfits
from settings.rules_unknown import unknown


def misfits(rules: RulesFile) -> list[Problem]:
    """Find what is wrong between tables that are each right by themselves."""
    return [
        *_locations(rules),
        *_warehouses(rules),
        *_shops(rules),
        *stock_misfits(rules),
        *_routing(rules),
        *_codes(rules),
        *_services(rules),
        *alert_misfits(rules),
    ]


def _locations(rules: RulesFile) -> Iterator[Problem]:
    for name, store in rules.stores.items():
        where = f"stores.{name}.locations"
        for number, behind in store.locations.items():
            if not behind:
                mend = "Name the warehouses behind it, or take the line out."
                yield Problem(f"{where}.{number}", "it names no warehouse", mend)
            for warehouse in dict.fromkeys(behind):
                yield from unknown(f"{where}.{number}", warehouse, "warehouse", rules.warehouses)
        for warehouse, times in Counter(store.warehouses).items():
            if times > 1:
                wrong = (
                    f"warehouse {warehouse!r} stands {times} times behind this store's locations"
                )
                mend = (
                    "Map each warehouse once a store, or its shelf would be shown twice: to one "
                    "location, and let the others hold no stock in Shopify."
                )
                yield Problem(where, wrong, mend)


def _warehouses(rules: RulesFile) -> Iterator[Problem]:
    shown = {name for store in rules.stores.values() for name in store.warehouses}
    in_cin7 = Counter(table.cin7_location for table in rules.warehouses.values())
    for name, table in rules.warehouses.items():
        if name not in shown:
            mend = f"Map a location of a store to {name!r}, or take the warehouse out."
            yield Problem(f"warehouses.{name}", "no store has a location for it", mend)
        if in_cin7[table.cin7_location] > 1:
            where = f"warehouses.{name}.cin7_location"
            mend = "Give each warehouse a Cin7 location of its own."
            yield Problem(where, "another has the same", mend, repr(table.cin7_location))


def _shops(rules: RulesFile) -> Iterator[Problem]:
    domains = Counter(store.shop_domain for store in rules.stores.values())
    for name, store in rules.stores.items():
        if domains[store.shop_domain] > 1:
            where = f"stores.{name}.shop_domain"
            mend = "Give each store the domain of its own shop."
            yield Problem(where, "another store has the same", mend, repr(store.shop_domain))
        if store.orders == "adopt":
            # Creating sales beside the link would make each order's sale twice.
            mend = 'Write "create" and turn off the order download of Cin7\'s own Shopify link.'
            yield Problem(f"stores.{name}.orders", "no flow adopts sales yet", mend, "'adopt'")


def _routing(rules: RulesFile) -> Iterator[Problem]:
    lists = {"routing.priority": rules.routing.priority}
    for country, order in rules.routing.by_country.items():
        lists[f"routing.by_country.{country}"] = order
        if not order:
            where = f"routing.by_country.{country}"
            yield Problem(where, "it names no warehouse", "Name one, or take the line out.")
    for where, names in lists.items():
        for number, name in enumerate(names):
            yield from unknown(f"{where}[{number}]", name, "warehouse", rules.warehouses)
        for name, times in Counter(names).items():
            if times > 1:
                yield Problem(where, f"{name!r} stands {times} times", "Name it once.")
    for name in rules.warehouses:
        if name not in rules.routing.priority:
            mend = f"Add {name!r} where it belongs in the order."
            yield Problem("routing.priority", f"warehouse {name!r} is not in it", mend)


def _codes(rules: RulesFile) -> Iterator[Problem]:
    tables = {
        "charge": rules.codes.charge,
        "discount": rules.codes.discount,
        "service": rules.codes.service,
    }
    for code in sorted({code for table in tables.values() for code in table}):
        homes = [f"codes.{name}" for name, table in tables.items() if code in table]
        if len(homes) > 1:
            where = f"{homes[0]}.{code}"
            yield Problem(where, f"it is also in {', '.join(homes[1:])}", "Keep one of them.")


def _services(rules: RulesFile) -> Iterator[Problem]:
    for number, table in enumerate(rules.shipping.services):
        if table.warehouse is not None:
            where = f"shipping.services[{number}].warehouse"
            yield from unknown(where, table.warehouse, "warehouse", rules.warehouses)
