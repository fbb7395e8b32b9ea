"""Receiving: units that come in on a purchase, in the documents that Cin7 keeps of it.

Without "Use Put Away" a receipt is a put-away document; with it, receiving comes first and
put-away to the bins second, and both have the same lines: whoever adds them up counts twice.
"""

from collections.abc import Mapping

from sandbox.cin7.catalogue import Catalogue
from sandbox.cin7.documents import AUTHORISED, OPEN
from sandbox.cin7.errors import Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.places import Spot
from sandbox.cin7.purchase_documents import (
    Purchase,
    Receipt,
    ReceiptBody,
    ReceiptLine,
    ReceiptLineBody,
)
from sandbox.cin7.purchases import Purchases
from sandbox.cin7.shelves import Shelves
from sandbox.cin7.wire import ZERO_GUID, day, read, same_id
from sandbox.journal import StockReceived


class Receiving:
    """Brings units in."""

    def __init__(
        self, ground: Ground, catalogue: Catalogue, shelves: Shelves, purchases: Purchases
    ) -> None:
        self._ground = ground
        self._catalogue = catalogue
        self._shelves = shelves
        self._purchases = purchases

    def simple(self, posted: Mapping[str, object] | None, *, replace: bool) -> Purchase:
        """``/purchase/stock``: the only receiving of a simple purchase; its id is the task's."""
        body = read(ReceiptBody, posted)
        purchase = self._purchases.simple(body.task_id)
        self._write(purchase, purchase.put_away, body, stock_in=True, replace=replace)
        return purchase

    def put_away(self, posted: Mapping[str, object] | None, *, replace: bool) -> Purchase:
        """``/advanced-purchase/put-away``: brings units in unless receiving has done so."""
        body = read(ReceiptBody, posted)
        purchase = self._purchases.get(body.purchase_id)
        stock_in = not self._ground.switches.use_put_away
        self._write(purchase, purchase.put_away, body, stock_in=stock_in, replace=replace)
        return purchase

    def stock(self, posted: Mapping[str, object] | None, *, replace: bool) -> Purchase:
        """``/advanced-purchase/stock``: only where put-away is in use; makes it advanced."""
        if not self._ground.switches.use_put_away:
            raise Refusal("Stock receiving is available only when 'Use Put Away' is on")
        body = read(ReceiptBody, posted)
        purchase = self._purchases.get(body.purchase_id)
        purchase.kind = "Advanced Purchase"
        self._write(purchase, purchase.received, body, stock_in=True, replace=replace)
        return purchase

    def by_hand(self, purchase_id: str, lines: Mapping[str, int] | None = None) -> Purchase:
        """Receive units (sku -> units; all that is still to come when left out) and authorise."""
        purchase = self._purchases.get(purchase_id)
        waiting = {one.product.sku: one.quantity - one.received for one in purchase.lines}
        units = {sku: n for sku, n in waiting.items() if n > 0} if lines is None else lines
        today = day(self._ground.now())
        posted: dict[str, object] = {
            "PurchaseID": purchase.purchase_id,
            "TaskID": ZERO_GUID,
            "Status": AUTHORISED,
            "Lines": [{"Date": today, "Quantity": n, "SKU": sku} for sku, n in units.items()],
        }
        if not purchase.advanced:
            return self.simple({**posted, "TaskID": purchase.purchase_id}, replace=False)
        if not self._ground.switches.use_put_away:
            return self.put_away(posted, replace=False)
        self.stock(posted, replace=False)
        task_id = purchase.received[-1].task_id
        return self.put_away({**posted, "TaskID": task_id}, replace=False)

    # -- within ----------------------------------------------------------------------------

    def _write(
        self,
        purchase: Purchase,
        documents: list[Receipt],
        body: ReceiptBody,
        *,
        stock_in: bool,
        replace: bool,
    ) -> None:
        receipt = self._document(purchase, documents, body.task_id)
        if receipt.status not in OPEN:
            raise Refusal(f"Stock received cannot be saved in status {receipt.status}")
        kept = [] if replace else receipt.lines
        lines = [*kept, *self._added(purchase, body, kept)]
        if body.status == AUTHORISED and not lines:
            raise Refusal("Stock received without lines cannot be authorised")
        receipt.lines, receipt.status = lines, body.status
        if receipt not in documents:
            documents.append(receipt)
        purchase.updated = self._ground.now()
        self._ground.changed()
        if body.status == AUTHORISED and stock_in:
            self._bring_in(purchase, receipt)

    def _document(self, purchase: Purchase, documents: list[Receipt], task_id: str) -> Receipt:
        if not purchase.advanced:
            return documents[0] if documents else Receipt(purchase.purchase_id, 1)
        if task_id == ZERO_GUID:
            return Receipt(self._ground.guid(), len(documents) + 1)
        for receipt in documents:
            if same_id(receipt.task_id, task_id):
                return receipt
        for receipt in purchase.received:
            if same_id(receipt.task_id, task_id):
                return Receipt(receipt.task_id, receipt.number)
        raise Refusal(f"Receiving task with ID '{task_id}' was not found")

    def _added(
        self, purchase: Purchase, body: ReceiptBody, kept: list[ReceiptLine]
    ) -> list[ReceiptLine]:
        """The request's lines, equal ones summed; one that is stored already is an error."""
        stored = {_key(line) for line in kept}
        added: dict[tuple[str, str], ReceiptLine] = {}
        for one in body.lines:
            line = self._line(purchase, one)
            key = _key(line)
            if key in stored:
                raise Refusal(f"Line for '{line.product.sku}' already exists in this receiving")
            units = line.quantity + (added[key].quantity if key in added else 0)
            added[key] = ReceiptLine(line.product, units, line.spot, line.date, line.card_id)
        return list(added.values())

    def _line(self, purchase: Purchase, body: ReceiptLineBody) -> ReceiptLine:
        product = self._catalogue.product(body.product_id, body.sku)
        if all(line.product is not product for line in purchase.lines):
            raise Refusal(f"Product '{product.sku}' is not in the purchase order")
        if body.location or body.location_id:
            spot = self._catalogue.spot(body.location, body.location_id)
        else:
            spot = Spot(purchase.location)
        return ReceiptLine(product, int(body.quantity), spot, body.date, self._ground.guid())

    def _bring_in(self, purchase: Purchase, receipt: Receipt) -> None:
        now, cause = self._ground.now(), f"received {purchase.number}"
        for line in receipt.lines:
            expected = _book(purchase, line)
            ordered_at = self._shelves.at(line.product, purchase.location)
            shelf = self._shelves.at(line.product, line.spot.location)
            if shelf is not ordered_at:
                self._shelves.move(ordered_at, cause, on_order=-expected)
                expected = 0
            self._shelves.move(
                shelf, cause, on_hand=line.quantity, bin_name=line.spot.bin, on_order=-expected
            )
            location, sku = line.spot.location.name, line.product.sku
            purchase_id, number = purchase.purchase_id, purchase.number
            self._ground.note(StockReceived(now, purchase_id, number, location, sku, line.quantity))
        by_purchase = self._ground.switches.stock_received_task_id == "purchase"
        task_id = purchase.purchase_id if by_purchase else receipt.task_id
        self._purchases.tell(
            "Purchase/StockReceivedAuthorised",
            purchase,
            {"TaskID": task_id.upper(), "InvoiceNumber": None},
            [line.product.sku for line in receipt.lines],
        )


def _key(line: ReceiptLine) -> tuple[str, str]:
    return line.product.product_id, line.spot.name


def _book(purchase: Purchase, line: ReceiptLine) -> int:
    """Book units against the order's lines; returns how many of them were expected."""
    left, expected = line.quantity, 0
    ordered = [one for one in purchase.lines if one.product is line.product]
    for one in ordered:
        units = min(left, max(0, one.quantity - one.received))
        one.received, left, expected = one.received + units, left - units, expected + units
    ordered[-1].received += left
    return expected
