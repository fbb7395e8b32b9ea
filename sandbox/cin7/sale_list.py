"""``/saleList``: search, filters and pages over the sales, as late as the switch says."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from sandbox.cin7.documents import Sale
from sandbox.cin7.errors import Json, Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.paging import Page
from sandbox.cin7.sales import Sales

Row = dict[str, Json]

SEARCHED = (
    "OrderNumber",
    "Status",
    "Customer",
    "InvoiceNumber",
    "CustomerReference",
    "CreditNoteNumber",
)
"""``Search`` matches a part of any of these, in either letter case."""

EQUAL = {
    "quotestatus": "QuoteStatus",
    "orderstatus": "OrderStatus",
    "combinedpickstatus": "CombinedPickingStatus",
    "combinedpackstatus": "CombinedPackingStatus",
    "combinedshippingstatus": "CombinedShippingStatus",
    "combinedinvoicestatus": "CombinedInvoiceStatus",
    "creditnotestatus": "CreditNoteStatus",
    "externalid": "ExternalID",
    "status": "Status",
    "orderlocationid": "OrderLocationID",
}
"""Filters by equality: parameter (lower case) -> field. The names differ, as in the real one."""


class SaleList:
    """Finds sales."""

    def __init__(self, ground: Ground, sales: Sales) -> None:
        self._ground = ground
        self._sales = sales

    def page(self, params: Mapping[str, str]) -> str:
        """A page of the sales asked for, as JSON text."""
        page = Page.of(params, self._ground.switches)
        tests = _tests(params)
        rows: list[Json] = []
        for sale in self._sales:
            seen = self._seen(sale)
            if seen is not None and all(test(sale, *seen) for test in tests):
                rows.append(seen[1])
        if self._ground.switches.list_order == "newest-first":
            rows.reverse()
        return page.envelope("SaleList", rows)

    def _seen(self, sale: Sale) -> tuple[datetime, Row] | None:
        """The row of the lag ago; none when the sale was not there yet."""
        moment = self._ground.now() - timedelta(seconds=self._ground.switches.search_lag_seconds)
        for at, row in reversed(sale.shown):
            if at <= moment:
                return at, row
        return None


Test = Callable[[Sale, datetime, Row], bool]


def _tests(params: Mapping[str, str]) -> list[Test]:
    tests: list[Test] = []
    if search := params.get("search", "").lower():
        tests.append(lambda _sale, _at, row: any(search in _text(row[name]) for name in SEARCHED))
    for parameter, name in EQUAL.items():
        if wanted := params.get(parameter, ""):
            tests.append(_equals(name, wanted))
    if since := moment_of(params, "updatedsince"):
        tests.append(lambda _sale, at, _row: at >= since)
    if until := moment_of(params, "updateduntil"):
        tests.append(lambda _sale, at, _row: at <= until)
    if created := moment_of(params, "createdsince"):
        tests.append(lambda sale, _at, _row: sale.created >= created)
    if params.get("readyforshipping", "").lower() == "true":
        tests.append(
            lambda _sale, _at, row: (
                row["CombinedPackingStatus"] == "PACKED"
                and row["CombinedShippingStatus"] != "SHIPPED"
            )
        )
    if ship_by := params.get("shipby", ""):
        tests.append(
            lambda _sale, _at, row: (
                bool(row["ShipBy"])
                and str(row["ShipBy"]) <= ship_by
                and row["CombinedShippingStatus"] != "SHIPPED"
            )
        )
    return tests


def _equals(name: str, wanted: str) -> Test:
    return lambda _sale, _at, row: row[name] == wanted


def _text(value: Json) -> str:
    return value.lower() if isinstance(value, str) else ""


def moment_of(params: Mapping[str, str], name: str) -> datetime | None:
    """A time in a parameter; without a zone it is UTC."""
    text = params.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{name} is not a valid date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
