"""Read one day of real invoice lines, in the columns of UCI's Online Retail data set.

    InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country

An invoice is an order, unless it is a credit note (C...), or bears neither a price nor a customer:
that is how the shop's own stock corrections were booked, and so were lines of no or negative
quantity. Which spellings of a code exist is a question to the whole file, so all of it is read.
"""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from deployments.day.codes import is_product
from deployments.day.spellings import Spellings

COLUMNS = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)

GZIP = b"\x1f\x8b"
"""How a gzip file begins."""

AMERICAN = "%m/%d/%Y %H:%M"
"""How the data set's own spreadsheet writes a time."""


class UnreadableOrders(ValueError):
    """The file of order lines, or the day asked for, can't be used; the text says why."""


class Row(NamedTuple):
    """One line as it stands in the file; its time is taken as UTC, its price as shop money."""

    invoice: str
    code: str
    title: str
    units: int
    at: datetime
    price: Decimal
    customer: str
    """Empty when the file has none."""
    country: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """What a customer bought at one time: lines of at least one unit."""

    number: str
    at: datetime
    country: str
    customer: str
    lines: tuple[Row, ...]

    @property
    def is_adjustment(self) -> bool:
        """Whether it corrects a debt and sells nothing (A...)."""
        return self.number.startswith("A")


@dataclass(frozen=True, slots=True)
class RetailDay:
    """One day of the file, and the codes of all of it."""

    day: date
    orders: tuple[Invoice, ...]
    corrections: tuple[Row, ...]
    """Lines that correct the shop's stock by so many units, up or down."""
    credits: tuple[Row, ...]
    """Lines on C invoices, those below zero."""
    history: tuple[Row, ...]
    """Every line on any other invoice, of this day or earlier, of a customer with a C invoice."""
    spellings: Spellings
    titles: Mapping[str, str]
    """The last description of each code."""
    prices: Mapping[str, Decimal]
    """The last price above 0 of each code; 0 where there was none."""


def read_day(path: Path, day: date) -> RetailDay:
    """Read a day from a CSV or CSV.gz file.

    Raises:
        UnreadableOrders: No such file, other columns, an odd cell, or no order on that day.
    """
    today: list[Row] = []
    rows: Counter[str] = Counter()
    titles: dict[str, str] = {}
    prices: dict[str, Decimal] = {}
    begin = datetime.combine(day, time.min, UTC)
    end = begin + timedelta(days=1)
    for row in _rows(path):
        rows[row.code] += 1
        titles[row.code] = row.title or titles.get(row.code, row.code)
        prices[row.code] = row.price if row.price > 0 else prices.get(row.code, Decimal(0))
        if begin <= row.at < end:
            today.append(row)
    products = Counter({code: count for code, count in rows.items() if is_product(code)})
    credits = [row for row in today if row.invoice.startswith("C")]
    orders, corrections = _sorted_out([row for row in today if not row.invoice.startswith("C")])
    if not orders:
        raise UnreadableOrders(f"{path}: no order on {day:%Y-%m-%d}")
    wanted = {row.customer for row in credits if row.customer}
    history = tuple(
        row
        for row in (_rows(path) if wanted else ())
        if row.customer in wanted and row.at < end and not row.invoice.startswith("C")
    )
    return RetailDay(
        day,
        orders,
        corrections,
        tuple(row for row in credits if row.units < 0),
        history,
        Spellings(products),
        titles,
        prices,
    )


def _sorted_out(rows: Sequence[Row]) -> tuple[tuple[Invoice, ...], tuple[Row, ...]]:
    """Orders and stock corrections, each in the order of their time."""
    invoices: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        invoices[row.invoice].append(row)
    orders: list[Invoice] = []
    corrections: list[Row] = []
    for number, lines in invoices.items():
        if not any(row.price or row.customer for row in lines):
            corrections += lines
            continue
        corrections += [row for row in lines if row.units <= 0]
        bought = tuple(row for row in lines if row.units > 0)
        if bought:
            first = min(row.at for row in bought)
            orders.append(Invoice(number, first, bought[0].country, bought[0].customer, bought))
    orders.sort(key=lambda order: (order.at, order.number))
    corrections.sort(key=lambda row: row.at)
    return tuple(orders), tuple(corrections)


def read_rows(path: Path) -> Iterator[Row]:
    """Every line of a CSV or CSV.gz file as it stands.

    Raises:
        UnreadableOrders: No such file, other columns, or an odd cell.
    """
    yield from _rows(path)


def _rows(path: Path) -> Iterator[Row]:
    moments: dict[str, datetime] = {}
    amounts: dict[str, Decimal] = {}
    with _opened(path) as table:
        header: list[str] = next(table, [])
        if missing := [name for name in COLUMNS if name not in header]:
            raise UnreadableOrders(f"{path}: no column {', '.join(missing)}")
        places = [header.index(name) for name in COLUMNS]
        for number, cells in enumerate(table, start=2):
            try:
                invoice, code, title, units, at, price, customer, country = (
                    cells[place] for place in places
                )
                if at not in moments:
                    moments[at] = _moment(at)
                if price not in amounts:
                    amounts[price] = Decimal(price)
                yield Row(
                    invoice,
                    code,
                    title.strip(),
                    int(units),
                    moments[at],
                    amounts[price],
                    customer.removesuffix(".0"),
                    country,
                )
            except (ValueError, IndexError, InvalidOperation) as error:
                raise UnreadableOrders(f"{path}, row {number}: {error}") from error


@contextmanager
def _opened(path: Path) -> Iterator[Iterator[list[str]]]:
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP
        opener = gzip.open if packed else open
        with opener(path, "rt", encoding="utf-8-sig", newline="") as text:
            yield csv.reader(text)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableOrders(f"{path}: {error}") from error


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return datetime.strptime(text, AMERICAN).replace(tzinfo=UTC)
