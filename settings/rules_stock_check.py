"""What must fit together in the rules of stock: buffers, peaks, sharing, kits."""

from collections.abc import Iterator, Mapping, Sequence

from domain.kits import in_order
from settings.problems import Problem
from settings.rules_file import RulesFile
from settings.rules_peaks import peak_misfits
from settings.rules_stock_build import kits_of
from settings.rules_stock_file import BufferTable, ProductsTable, SharingTable
from settings.rules_unknown import unknown

KEEPS = {"percent", "fixed", "cover", "floor", "cap"}
USES = {
    "shared": frozenset[str](),
    "split": frozenset({"shares"}),
    "reserved": frozenset({"shares", "reserved"}),
    "priority": frozenset({"order", "threshold"}),
}
"""Which keys each way of sharing is told by."""


def stock_misfits(rules: RulesFile) -> Iterator[Problem]:
    """Find what is wrong between tables that are each right by themselves."""
    yield from _buffers(rules, "buffers", rules.buffers)
    yield from _gaps(rules)
    for number, peak in enumerate(rules.peaks):
        yield from peak_misfits(rules.peaks, number)
        yield from _buffers(rules, f"peaks[{number}].buffers", peak.buffers)
    for number, table in enumerate(rules.sharing):
        yield from _sharing(rules, f"sharing[{number}]", table)
    yield from _kits(rules)


def _buffers(rules: RulesFile, path: str, tables: Sequence[BufferTable]) -> Iterator[Problem]:
    for number, table in enumerate(tables):
        where = f"{path}[{number}]"
        said = KEEPS & table.model_fields_set
        if not said and not table.exact:
            mend = "Add percent, fixed, or both; or exact = true, to show the exact stock."
            yield Problem(where, "it holds nothing back", mend)
        if said and table.exact:
            mend = f"Take out exact, or {', '.join(sorted(said))}."
            yield Problem(f"{where}.exact", "it keeps something back as well", mend, "True")
        if table.combine != "greater" and len(said & {"percent", "fixed", "cover"}) < 2:
            mend = "Give two of percent, fixed and cover, or take it out."
            at = f"{where}.combine"
            yield Problem(at, "there is nothing to combine", mend, repr(table.combine))
        if table.cover is not None and table.cover.at_least > table.cover.at_most:
            mend = "Write a number of units up to at_most."
            at = f"{where}.cover.at_least"
            yield Problem(at, "it is above at_most", mend, str(table.cover.at_least))
        if table.store is not None:
            yield from unknown(f"{where}.store", table.store, "store", rules.stores)
        yield from _warehouse(rules, where, table)


def _warehouse(rules: RulesFile, where: str, table: ProductsTable) -> Iterator[Problem]:
    if table.warehouse is not None:
        yield from unknown(f"{where}.warehouse", table.warehouse, "warehouse", rules.warehouses)


def _gaps(rules: RulesFile) -> Iterator[Problem]:
    """Exact stock is shown only where a rule says so: every row needs one that speaks of it."""
    general = [
        table
        for table in rules.buffers
        if table.skus is None and not (table.tag or table.brand or table.category)
    ]
    for name, store in rules.stores.items():
        bare = [
            warehouse
            for warehouse in dict.fromkeys(store.warehouses)
            if not any(
                table.store in (None, name) and table.warehouse in (None, warehouse)
                for table in general
            )
        ]
        if bare:
            wrong = f"no rule speaks of every product of store {name!r} at {', '.join(bare)}"
            mend = "Add a table [[buffers]] with percent or fixed; or exact = true to show it all."
            yield Problem("buffers", wrong, mend)


def _sharing(rules: RulesFile, where: str, table: SharingTable) -> Iterator[Problem]:
    yield from _warehouse(rules, where, table)
    uses = USES[table.mode]
    for key in ("shares", "reserved", "order", "threshold"):
        if key in table.model_fields_set and key not in uses:
            mend = f"Take it out, or choose another mode than {table.mode!r}."
            yield Problem(f"{where}.{key}", f"mode {table.mode!r} does not look at it", mend)
    named: Mapping[str, Sequence[str]] = {
        "shares": list(table.shares),
        "reserved": list(table.reserved),
        "order": table.order,
    }
    for key, stores in named.items():
        for store in stores:
            yield from unknown(f"{where}.{key}", store, "store", rules.stores)
        missing = [store for store in rules.stores if store not in stores]
        if key in uses and key != "reserved" and missing:
            mend = "Name every store; one with share 0, or left to the end, sees little or none."
            at = f"{where}.{key}"
            yield Problem(at, f"it does not name {', '.join(missing)}", mend)
    if len(set(table.order)) < len(table.order):
        yield Problem(f"{where}.order", "a store stands in it twice", "Name each once.")
    for key, told in (("shares", table.shares), ("reserved", table.reserved)):
        for store, units in told.items():
            if units < 0:
                mend = "Write a whole number, 0 or more."
                yield Problem(f"{where}.{key}.{store}", "it is below 0", mend, str(units))
    if sum(table.shares.values()) > 100:
        mend = "Let all shares together be 100 or less."
        yield Problem(f"{where}.shares", f"they are {sum(table.shares.values())} together", mend)


def _kits(rules: RulesFile) -> Iterator[Problem]:
    mend = "Write each kit's own components, with units above 0."
    for kit, parts in rules.kits.items():
        if not parts:
            yield Problem(f"kits.{kit}", "it has no components", mend)
    try:
        in_order(kits_of(rules.kits))
    except ValueError as error:
        yield Problem("kits", str(error), mend)
