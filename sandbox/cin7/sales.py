"""Sales: header, quote, order, void and undo."""

from collections.abc import Iterator, Mapping

from sandbox.cin7 import statuses
from sandbox.cin7.allocation import Allocation
from sandbox.cin7.bodies import PaperBody, SaleBody
from sandbox.cin7.catalogue import Catalogue
from sandbox.cin7.documents import (
    AUTHORISED,
    DRAFT,
    OPEN,
    PARTIALLY_AUTHORISED,
    VOIDED,
    Fulfilment,
    Paper,
    Sale,
)
from sandbox.cin7.errors import Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.legs import Legs
from sandbox.cin7.lines import Lines
from sandbox.cin7.sale_events import SaleEvents
from sandbox.cin7.sale_json import list_row
from sandbox.cin7.shelves import REMEMBERED, Shelf
from sandbox.cin7.wire import read
from sandbox.journal import SaleChanged


class Sales:
    """All sales of the company, oldest first."""

    def __init__(
        self,
        ground: Ground,
        catalogue: Catalogue,
        lines: Lines,
        allocation: Allocation,
        events: SaleEvents,
    ) -> None:
        self._ground = ground
        self._catalogue = catalogue
        self._lines = lines
        self._allocation = allocation
        self._events = events
        self._sales: dict[str, Sale] = {}
        self._customers: dict[str, tuple[str, str]] = {}
        self._said: dict[str, tuple[object, ...]] = {}
        self._legs = Legs(ground)

    def __iter__(self) -> Iterator[Sale]:
        return iter(self._sales.values())

    def __len__(self) -> int:
        return len(self._sales)

    def get(self, sale_id: str | None) -> Sale:
        """The sale with this id."""
        if not sale_id:
            raise Refusal("ID is required")
        sale = self._sales.get(sale_id.lower())
        if sale is None:
            raise Refusal(f"Sale with ID '{sale_id}' was not found")
        return sale

    def add_customer(self, name: str) -> str:
        """Know a customer by name; returns the id."""
        return self._customers.setdefault(name.lower(), (self._ground.guid(), name))[0]

    # -- header ----------------------------------------------------------------------------

    def create(self, posted: Mapping[str, object] | None) -> Sale:
        """Make a header. The same ExternalID twice makes two sales."""
        body = read(SaleBody, posted)
        location = self._catalogue.spot(body.location).location
        customer_id, body = self._customer(body)
        now = self._ground.now()
        sale = Sale(
            self._ground.guid(),
            f"SO-{len(self._sales) + 1:05d}",
            body,
            location,
            customer_id,
            now,
            now,
            advanced=body.sale_type == "Advanced",
            service_only=body.service_only,
        )
        self._sales[sale.sale_id] = sale
        self.touch(sale)
        self._events.created(sale)
        return sale

    def update(self, posted: Mapping[str, object] | None) -> Sale:
        """Replace the writable header, whole: what is left out is reset."""
        body = read(SaleBody, posted)
        sale = self.get(body.id)
        self._alive(sale)
        location = self._catalogue.spot(body.location).location
        if location is not sale.location and sale.order.status not in OPEN:
            raise Refusal("Location cannot be changed while the order is authorised")
        sale.customer_id, sale.header = self._customer(body)
        sale.location = location
        self.touch(sale)
        return sale

    def _customer(self, body: SaleBody) -> tuple[str, SaleBody]:
        if body.customer_id:
            for customer_id, name in self._customers.values():
                if customer_id == body.customer_id.lower():
                    return customer_id, body.model_copy(update={"customer": name})
            raise Refusal(f"Customer with ID '{body.customer_id}' was not found")
        if not body.customer:
            raise Refusal("Customer or CustomerID is required")
        known = self._customers.get(body.customer.lower())
        if known is not None:
            return known[0], body.model_copy(update={"customer": known[1]})
        if self._ground.switches.customer_must_exist:
            raise Refusal(f"Customer '{body.customer}' was not found in reference book")
        return self.add_customer(body.customer), body

    # -- quote and order -------------------------------------------------------------------

    def post_quote(self, posted: Mapping[str, object] | None) -> Sale:
        """Replace the quote."""
        body = read(PaperBody, posted)
        sale = self.get(body.sale_id)
        self._alive(sale)
        if sale.header.skip_quote:
            raise Refusal("Quote cannot be saved because the quote stage is skipped")
        if sale.quote.status not in OPEN:
            raise Refusal(f"Quote cannot be saved in status {sale.quote.status}")
        sale.quote = self._paper(body)
        self.touch(sale)
        if sale.quote.status == AUTHORISED:
            self._events.quote_authorised(sale)
        return sale

    def post_order(self, posted: Mapping[str, object] | None) -> tuple[Sale, str]:
        """Replace the order; AUTHORISED holds stock. Returns the pick-pack-ship mode asked for."""
        body = read(PaperBody, posted)
        sale = self.get(body.sale_id)
        self._alive(sale)
        if sale.service_only:
            raise Refusal("Service sales have no order")
        if sale.order.status not in OPEN:
            raise Refusal(f"Order cannot be saved in status {sale.order.status}")
        if not statuses.quote_done(sale):
            raise Refusal("Order cannot be saved because the quote is not authorised")
        mode = body.auto_pick_pack_ship_mode
        if mode != "NOPICK" and (sale.advanced or body.status != AUTHORISED):
            raise Refusal("AutoPickPackShipMode is only for authorised orders of simple sales")
        paper = self._paper(body)
        if paper.status == AUTHORISED and not (paper.lines or paper.charges):
            raise Refusal("Order without lines cannot be authorised")
        sale.order = paper
        if paper.status == AUTHORISED:
            self._authorise(sale)
        self.touch(sale)
        if paper.status == AUTHORISED:
            self._events.order_authorised(sale)
        return sale, mode

    def _paper(self, body: PaperBody) -> Paper:
        lines, charges = self._lines.read(
            body.lines, body.additional_charges, combined=body.combine_additional_charges
        )
        return Paper(body.status, body.memo, lines, charges)

    def _authorise(self, sale: Sale) -> None:
        self._allocation.hold(sale)
        wanted = self._ground.switches.first_fulfilment or not sale.advanced
        if wanted and not sale.fulfilments:
            task_id = self._ground.guid() if sale.advanced else sale.sale_id
            sale.fulfilments.append(Fulfilment(task_id, 1))

    # -- void and undo ---------------------------------------------------------------------

    def void(self, sale_id: str | None) -> Sale:
        """End a sale for good: all stages VOIDED, everything it held let go."""
        sale = self.get(sale_id)
        if sale.voided:
            if self._ground.switches.void_of_voided == "error":
                raise Refusal("Sale is already voided")
            return sale
        self._take_back(sale, "void")
        sale.voided = True
        papers = [one.paper for one in sale.invoices] + [one.paper for one in sale.credit_notes]
        for paper in [sale.quote, sale.order, *papers]:
            paper.status = VOIDED
        for one in sale.fulfilments:
            one.pick.status = one.pack.status = one.ship.status = VOIDED
        self.touch(sale)
        self._events.voided(sale)
        return sale

    def undo(self, sale_id: str | None) -> Sale:
        """Bring authorised stages back to draft; each must be authorised again."""
        sale = self.get(sale_id)
        self._alive(sale)
        self._take_back(sale, "undo")
        papers = [one.paper for one in sale.invoices] + [one.paper for one in sale.credit_notes]
        for paper in [sale.quote, sale.order, *papers]:
            paper.status = _undone(paper.status)
        for one in sale.fulfilments:
            one.pick.status = _undone(one.pick.status)
            one.pack.status = _undone(one.pack.status)
            one.ship.status = _undone(one.ship.status)
            for line in one.ship.lines:
                line.is_shipped = False
        self.touch(sale)
        self._events.undone(sale)
        return sale

    def _take_back(self, sale: Sale, cause: str) -> None:
        gone = any(one.taken for one in sale.fulfilments)
        if gone and self._ground.switches.undo_after_ship == "refused":
            raise Refusal(f"Sale cannot be taken back ({cause}) in status {statuses.shipped(sale)}")
        for note in sale.credit_notes:
            if note.paper.status == AUTHORISED:
                self._allocation.take_back(note, f"{cause} {sale.number}")
        self._allocation.release(sale, cause)

    def _alive(self, sale: Sale) -> None:
        if sale.voided:
            raise Refusal("Sale is voided")

    # -- change ----------------------------------------------------------------------------

    def stock_in(self, shelf: Shelf) -> None:
        """Fill backorders from units that came in, where the switch says so."""
        if self._ground.switches.backorders_fill_on_receipt:
            for sale in self._allocation.fill(shelf):
                self.touch(sale)

    def touch(self, sale: Sale) -> None:
        """Take note that a sale changed: ``Updated`` moves, search and books will see it."""
        now = sale.updated = self._ground.now()
        while len(sale.shown) > 1 and sale.shown[1][0] <= now - REMEMBERED:
            sale.shown.pop(0)
        sale.shown.append((now, list_row(sale, self._ground.switches.fulfilled_order_status)))
        self._ground.changed()
        event = SaleChanged(
            now,
            sale.sale_id,
            sale.number,
            sale.header.external_id or "",
            sale.header.customer_reference or "",
            sale.location.name,
            sale.order.status,
            statuses.sale_status(sale),
            tuple((line.product.sku, line.quantity) for line in sale.order.lines),
        )
        content = (event.external_id, event.customer_reference, event.location)
        content_now = (*content, event.order_status, event.status, event.lines)
        if self._said.get(sale.sale_id) != content_now:
            self._said[sale.sale_id] = content_now
            self._ground.note(event)
        self._legs.note(sale)


def _undone(status: str) -> str:
    return DRAFT if status in (AUTHORISED, PARTIALLY_AUTHORISED) else status
