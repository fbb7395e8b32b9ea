"""Do the credentials open the vendors, may they do what we need, and do the places fit?"""

from collections import Counter

from clients.cin7.client import Cin7Client
from clients.shipstation.client import ShipStationClient
from clients.shopify.client import ShopifyClient
from clients.shopify.shop import NEEDED_SCOPES, OLD_ORDERS
from deployments.doctor.check import Check, asked, bad, good, note
from domain.places import together
from domain.rules import Rules, Store
from domain.types import location_number
from settings.group import PREFIX
from settings.vendors import ShopifySettings


async def look_at_store(
    store: Store, client: ShopifyClient, settings: ShopifySettings
) -> list[Check]:
    """One shop: its credentials, their scopes, its money, its locations.

    Args:
        store: As the rules have it.
        client: Opens its shop.
        settings: Where it is, and what of them opens it.
    """

    async def look() -> list[Check]:
        probe = await client.probe()
        checks = [good(f"{store.name}: credentials", f"open {probe.name} ({probe.shop_domain})")]
        if probe.shop_domain != store.shop_domain:
            said = f"open {probe.shop_domain}, the rules say {store.shop_domain}"
            mend = f"Mend stores.{store.name}.shop_domain, or the credentials."
            checks = [bad(f"{store.name}: credentials", said, mend)]
        lacking = sorted(probe.missing(NEEDED_SCOPES))
        if lacking:
            mend = "Give the app these scopes in Shopify and install it again."
            checks.append(bad(f"{store.name}: scopes", f"missing: {', '.join(lacking)}", mend))
        else:
            checks.append(good(f"{store.name}: scopes", f"all {len(NEEDED_SCOPES)} are granted"))
        if probe.missing(OLD_ORDERS):
            said = "Shopify hides orders older than 60 days: what comes back of them is told to you"
            mend = "To have it reversed, ask Shopify for the scope read_all_orders."
            checks.append(note(f"{store.name}: old orders", said, mend))
        if probe.currency != store.currency:
            said = f"the shop sells in {probe.currency}, the rules say {store.currency}"
            checks.append(
                bad(f"{store.name}: currency", said, f"Mend stores.{store.name}.currency.")
            )
        return checks + await _locations_of(store, client)

    name = f"{store.name}: credentials"
    setting = f"{PREFIX}SHOPIFY__STORES__{store.name.upper()}__"
    mend = f"Look at {setting}TOKEN."
    if settings.stores[store.name].token is None:
        mend = f"Look at {setting}CLIENT_ID and {setting}CLIENT_SECRET."
    return await asked(name, mend, look, address=settings.base_url_of(store))


async def _locations_of(store: Store, client: ShopifyClient) -> list[Check]:
    name = f"{store.name}: locations"
    there = {f"{each.legacy_id}": each for each in await client.locations()}
    mapped = {location_number(each): together(behind) for each, behind in store.locations.items()}
    gone = sorted(set(mapped) - set(there))
    shut = sorted(each for each in set(mapped) & set(there) if not there[each].is_active)
    if gone or shut:
        wrong = [f"{each} ({mapped[each]}) does not exist" for each in gone]
        wrong += [f"{each} ({mapped[each]}) is not active" for each in shut]
        return [bad(name, "; ".join(wrong), f"Mend stores.{store.name}.locations.")]
    spare = [each for number, each in there.items() if number not in mapped and each.is_active]
    checks = [good(name, f"all {len(mapped)} of the rules are there and active")]
    if spare:
        said = ", ".join(f"{each.legacy_id} ({each.name})" for each in spare)
        checks.append(note(name, f"not in the rules, so never written: {said}"))
    return checks


async def look_at_cin7(rules: Rules, client: Cin7Client, address: str = "") -> list[Check]:
    """Cin7: its credentials and its locations."""

    async def look() -> list[Check]:
        me = await client.me()
        checks = [good("cin7: credentials", f"open {me.company or 'the company'} ({me.currency})")]
        places = [each for each in await client.locations() if each.parent_id is None]
        names = Counter(each.name for each in places if not each.is_deprecated)
        wrong = []
        for warehouse in rules.warehouses.values():
            if names[warehouse.cin7_location] == 0:
                wrong.append(f"{warehouse.name}: there is no {warehouse.cin7_location!r}")
            elif names[warehouse.cin7_location] > 1:
                wrong.append(f"{warehouse.name}: {warehouse.cin7_location!r} is there twice")
        if wrong:
            mend = f"Mend warehouses.*.cin7_location; Cin7 has: {', '.join(sorted(names))}."
            return [*checks, bad("cin7: locations", "; ".join(wrong), mend)]
        return [*checks, good("cin7: locations", f"all {len(rules.warehouses)} are there")]

    mend = "Look at STOCKSTEADY_CIN7__ACCOUNT_ID and STOCKSTEADY_CIN7__APPLICATION_KEY."
    return await asked("cin7: credentials", mend, look, address=address)


async def look_at_shipstation(
    rules: Rules, client: ShipStationClient | None, address: str = ""
) -> list[Check]:
    """ShipStation: its key, and the place that each warehouse ships from."""
    if client is None:
        said = "no key is set, so no order is handed over"
        return [note("shipstation: credentials", said, "Set STOCKSTEADY_SHIPSTATION__API_KEY.")]

    async def look() -> list[Check]:
        names = Counter(place.name for place in await client.warehouses())
        checks = [good("shipstation: credentials", f"open an account with {len(names)} places")]
        wrong = []
        for warehouse in rules.warehouses.values():
            if names[warehouse.ships_from] == 0:
                wrong.append(f"{warehouse.name}: there is no {warehouse.ships_from!r}")
            elif names[warehouse.ships_from] > 1:
                wrong.append(f"{warehouse.name}: {warehouse.ships_from!r} is there twice")
        if wrong:
            known = ", ".join(sorted(names)) or "none"
            mend = f"Mend warehouses.*.shipstation_warehouse; ShipStation has: {known}."
            return [*checks, bad("shipstation: places", "; ".join(wrong), mend)]
        return [*checks, good("shipstation: places", f"all {len(rules.warehouses)} are there")]

    mend = "Look at STOCKSTEADY_SHIPSTATION__API_KEY and the plan's rights."
    return await asked("shipstation: credentials", mend, look, address=address)
