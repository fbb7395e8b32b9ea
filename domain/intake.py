"""May this order go to Cin7 as it stands?

An order is taken whole or held whole: one line that nobody can name would otherwise be left out of
the parcel without a word. A held order still counts as unseen, so its units are not sold again.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.codes import ChargeKind, Codes
from domain.orders import ShopLine, ShopOrder
from domain.skus import Catalogue, Known
from domain.types import Sku

ADJUSTMENT = "adjustment invoice"
"""An order whose note says so (in any capitals) books money and sells nothing."""


class OrderTrouble(StrEnum):
    """What a machine can't decide about an order; the class of its exception."""

    ADJUSTMENT_INVOICE = "adjustment-invoice"
    """The order corrects the books; a person enters it in Cin7."""
    UNKNOWN_SKU = "unknown-sku"
    """A line's variant has a SKU that Cin7 does not know, or none."""
    UNMAPPED_CODE = "unmapped-code"
    """A line without a variant has a code that the rules do not name."""


@dataclass(frozen=True, slots=True)
class MappedLine:
    """A line without a product, and the Cin7 service product that carries it."""

    line: ShopLine
    kind: ChargeKind
    service: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """Every line has a name in Cin7."""

    product_lines: tuple[ShopLine, ...]
    charges: tuple[MappedLine, ...] = ()
    services: tuple[MappedLine, ...] = ()
    discounts: tuple[MappedLine, ...] = ()

    @property
    def units(self) -> dict[Sku, int]:
        """Units of each SKU that a warehouse has to bear."""
        wanted: Counter[Sku] = Counter()
        for line in self.product_lines:
            if line.sku:
                wanted[line.sku] += line.units
        return dict(wanted)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that can't be named in Cin7, and SKUs that look like it."""

    line_id: str
    code: str
    title: str
    trouble: OrderTrouble
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """The order is held whole.

    Args:
        trouble: The gravest trouble, in the order of `OrderTrouble`.
        what: One sentence for a person, every bad line named.
        todo: What to do about it.
        bad: The lines.
        near: Every known SKU that looks like one of the unknown ones.
    """

    trouble: OrderTrouble
    what: str
    todo: str
    bad: tuple[BadLine, ...] = ()
    near: tuple[str, ...] = ()


TODO = {
    OrderTrouble.ADJUSTMENT_INVOICE: "Enter the correction in Cin7 by hand, then resolve this.",
    OrderTrouble.UNKNOWN_SKU: (
        "Give the variant in Shopify the SKU that Cin7 has, or make the product in Cin7; "
        "the next run takes the order."
    ),
    OrderTrouble.UNMAPPED_CODE: (
        "Name the code in the rules file under [codes.charge], [codes.discount] or "
        "[codes.service]; the next run takes the order."
    ),
}
"""What a person does about each trouble."""


def validate(
    order: ShopOrder, known_skus: Catalogue | Collection[str], codes: Codes
) -> Accepted | Quarantined:
    """Decide whether every line of an order has a name in Cin7, character for character.

    A code that the rules name is what the rules say; else a SKU that Cin7 knows is a product; else
    the line is bad: an unknown SKU if it has a variant, an unmapped code if it is a custom line.
    A custom line without a SKU goes by its title. Lines without units are passed over.

    Args:
        order: The order as Shopify tells it.
        known_skus: Every SKU of Cin7; a `Catalogue` saves work when there are many orders.
        codes: The merchant's table of codes that are no products.
    """
    known = known_skus if isinstance(known_skus, Catalogue) else Catalogue.of(known_skus)
    if ADJUSTMENT in (order.note or "").casefold():
        trouble = OrderTrouble.ADJUSTMENT_INVOICE
        return Quarantined(trouble, f"{order.name} is an adjustment invoice.", TODO[trouble])
    products: list[ShopLine] = []
    mapped: dict[ChargeKind, list[MappedLine]] = {kind: [] for kind in ChargeKind}
    bad: list[BadLine] = []
    for line in order.lines:
        if line.units <= 0:
            continue
        code = line.sku or ("" if line.has_variant else line.title)
        meaning = codes.meaning(code)
        if meaning is not None:
            mapped[meaning.kind].append(MappedLine(line, meaning.kind, meaning.service))
        elif line.sku and known.match(line.sku).known is Known.EXACT:
            products.append(line)
        elif line.has_variant:
            near = known.match(code).near
            bad.append(BadLine(line.line_id, code, line.title, OrderTrouble.UNKNOWN_SKU, near))
        else:
            bad.append(BadLine(line.line_id, code, line.title, OrderTrouble.UNMAPPED_CODE))
    if bad:
        return _held(order, tuple(bad))
    return Accepted(
        tuple(products),
        tuple(mapped[ChargeKind.CHARGE]),
        tuple(mapped[ChargeKind.SERVICE]),
        tuple(mapped[ChargeKind.DISCOUNT]),
    )


def _held(order: ShopOrder, bad: tuple[BadLine, ...]) -> Quarantined:
    gravity = list(OrderTrouble)
    trouble = min((line.trouble for line in bad), key=gravity.index)
    said = "; ".join(_said(line) for line in bad)
    near = tuple(sorted({sku for line in bad for sku in line.near}))
    return Quarantined(trouble, f"{order.name}: {said}.", TODO[trouble], bad, near)


def _said(line: BadLine) -> str:
    if line.trouble is OrderTrouble.UNMAPPED_CODE:
        return f"code {line.code!r} ({line.title}) is not in the rules"
    if not line.code:
        return f"the variant of {line.title!r} has no SKU"
    looks = f", looks like {' or '.join(line.near)}" if line.near else ""
    return f"SKU {line.code!r} ({line.title}) is not in Cin7{looks}"
