"""Lines and charges as clients send them, checked against the catalogue and the server's sums."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from sandbox.cin7.bodies import ChargeBody, LineBody
from sandbox.cin7.catalogue import Catalogue
from sandbox.cin7.documents import Charge, Line
from sandbox.cin7.errors import Refusal
from sandbox.cin7.ground import Ground

CENT = Decimal("0.01")
"""What the server's own sum of a line is rounded to."""


class Lines:
    """Turns bodies into lines; all that is wrong with them is said in one answer."""

    def __init__(self, ground: Ground, catalogue: Catalogue) -> None:
        self._ground = ground
        self._catalogue = catalogue

    def read(
        self, lines: Sequence[LineBody], charges: Sequence[ChargeBody], *, combined: bool = False
    ) -> tuple[list[Line], list[Charge]]:
        """Read lines and charges; ``combined``: lines that name no product are charges."""
        wrong: list[str] = []
        products: list[Line] = []
        extras: list[Charge] = []
        for place, body in enumerate(lines, start=1):
            try:
                if combined and not (body.product_id or body.sku):
                    extras.append(self._charge_of_line(body, f"Line {place}"))
                else:
                    products.append(self._line(body, f"Line {place}"))
            except Refusal as refusal:
                wrong.extend(complaint.text for complaint in refusal.complaints)
        for place, charge in enumerate(charges, start=1):
            try:
                extras.append(self._charge(charge, f"Additional charge {place}"))
            except Refusal as refusal:
                wrong.extend(complaint.text for complaint in refusal.complaints)
        if wrong:
            raise Refusal(*wrong)
        return products, extras

    def _line(self, body: LineBody, where: str) -> Line:
        product = self._catalogue.product(body.product_id, body.sku)
        total = self._total(where, body.total, body.quantity, body.price, body.discount)
        return Line(
            product,
            body.name,
            int(body.quantity),
            body.price,
            body.discount,
            body.tax,
            body.tax_rule,
            total,
            body.comment or "",
            body.account or "",
            body.drop_ship,
        )

    def _charge(self, body: ChargeBody, where: str) -> Charge:
        needs_service = self._ground.switches.charges_need_service_product
        if needs_service and self._catalogue.service(body.description) is None:
            raise Refusal(f"Service product '{body.description}' was not found in reference book")
        total = self._total(where, body.total, body.quantity, body.price, body.discount)
        return Charge(
            body.description,
            body.price,
            body.quantity,
            body.discount,
            body.tax,
            body.tax_rule,
            total,
            body.comment or "",
            body.account or "",
        )

    def _charge_of_line(self, body: LineBody, where: str) -> Charge:
        fields = {
            "Description": body.name,
            "Price": body.price,
            "Quantity": body.quantity,
            "Discount": body.discount,
            "Tax": body.tax,
            "TaxRule": body.tax_rule,
            "Total": body.total,
            "Comment": body.comment,
        }
        return self._charge(ChargeBody.model_validate(fields), where)

    def _total(
        self,
        where: str,
        sent: Decimal | None,
        quantity: Decimal,
        price: Decimal,
        discount: Decimal,
    ) -> Decimal:
        """The server's own sum; what was sent must not be further from it than the tolerance."""
        own = (quantity * price * (1 - discount / 100)).quantize(CENT, ROUND_HALF_UP)
        tolerance = Decimal(self._ground.switches.line_total_tolerance)
        if sent is not None and abs(sent - own) > tolerance:
            raise Refusal(f"{where}: Total {sent} does not match the calculated total {own}")
        return own
