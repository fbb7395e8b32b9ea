"""What happens to an order between shelf and doorstep, written into a day by hand.

Seconds count from 08:00. Orders are the uk shop's; an order's line 1 holds MUG, line 2 CUP.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.books import Report, audit
from sandbox.books_claims import Claims
from sandbox.journal import (
    Event,
    FulfilmentCancelled,
    FulfilmentMade,
    Journal,
    Line,
    MessagePosted,
    MessageUpdated,
    OrderCancelled,
    OrderPlaced,
    OrderStands,
    ParcelLabelled,
    ParcelVoided,
    RefundMade,
    SaleChanged,
    SaleCredited,
    SaleLegChanged,
    ShelfChanged,
    ShipmentChanged,
    TrackingCorrected,
)

UK, MAIN = "uk.myshopify.example", "Main Warehouse"
LINES = {"MUG": 1, "CUP": 2}


@dataclass
class Desk:
    """Writes a journal: ten mugs and ten cups in the main warehouse."""

    journal: Journal
    opening: datetime
    now: datetime

    @classmethod
    def open(cls, opening: datetime) -> "Desk":
        desk = cls(Journal(), opening, opening)
        return desk.shelf("MUG", 10).shelf("CUP", 10)

    def at(self, seconds: float) -> "Desk":
        self.now = self.opening + timedelta(seconds=seconds)
        return self

    def note(self, event: Event) -> "Desk":
        self.journal.note(event)
        return self

    def shelf(self, sku: str, available: int) -> "Desk":
        return self.note(ShelfChanged(self.now, MAIN, sku, available, available, "test"))

    # -- Shopify ---------------------------------------------------------------------------

    def order(self, units: Mapping[str, int], number: int = 1) -> "Desk":
        lines = tuple(Line(LINES[sku], sku, count, True) for sku, count in units.items())
        stands = tuple((line.line_id, 101, line.units) for line in lines)
        return self.note(OrderPlaced(self.now, UK, number, f"#{number}", lines, stands))

    def refund(
        self,
        refund_id: int,
        *lines: tuple[str, int, str],
        unshipped: Mapping[str, int] | None = None,
        number: int = 1,
        cause: str = "refund",
    ) -> "Desk":
        """Units are taken back; those of CANCEL were not shipped unless ``unshipped`` says so."""
        if unshipped is None:
            unshipped = {sku: units for sku, units, kind in lines if kind == "CANCEL"}
        rows = tuple((LINES[sku], sku, units, kind, 101) for sku, units, kind in lines)
        off = tuple((LINES[sku], units) for sku, units in unshipped.items())
        self.note(RefundMade(self.now, UK, number, refund_id, rows, off, "1", cause))
        return self.note(OrderStands(self.now, UK, number, (), cause))

    def cancel(self, number: int = 1) -> "Desk":
        return self.note(OrderCancelled(self.now, UK, number))

    def fulfil(
        self,
        fulfilment_id: int,
        units: Mapping[str, int],
        *tracking: str,
        number: int = 1,
        notified: bool = True,
    ) -> "Desk":
        lines = tuple((LINES[sku], count) for sku, count in units.items())
        return self.note(
            FulfilmentMade(
                self.now, UK, number, fulfilment_id, 101, lines, tracking, "Post", notified
            )
        )

    def unfulfil(self, fulfilment_id: int, number: int = 1) -> "Desk":
        return self.note(FulfilmentCancelled(self.now, UK, number, fulfilment_id))

    def correct(self, fulfilment_id: int, *tracking: str, notified: bool = False) -> "Desk":
        return self.note(
            TrackingCorrected(self.now, UK, 1, fulfilment_id, tracking, "Post", notified)
        )

    # -- Cin7 ------------------------------------------------------------------------------

    def sale(
        self,
        units: Mapping[str, int],
        number: int = 1,
        *,
        status: str = "AUTHORISED",
        sale_id: str = "",
    ) -> "Desk":
        return self.note(
            SaleChanged(
                self.now,
                sale_id or f"sale-{number}",
                f"SO-{number}",
                f"{UK}/{number}",
                f"uk #{number}",
                MAIN,
                status,
                "VOIDED" if status == "VOIDED" else "ORDERED",
                tuple(units.items()),
            )
        )

    def leg(
        self,
        units: Mapping[str, int],
        *tracking: str,
        task: str = "leg-1",
        status: str = "AUTHORISED",
        number: int = 1,
    ) -> "Desk":
        stages = ("AUTHORISED", "AUTHORISED", status)
        return self.note(
            SaleLegChanged(
                self.now,
                f"sale-{number}",
                f"SO-{number}",
                f"{task} of {number}",
                *stages,
                tuple(units.items()),
                tracking,
            )
        )

    def credit(
        self, refund_id: int, restock: Mapping[str, int], *, note: str = "CR-1", memo: str = ""
    ) -> "Desk":
        memo = memo or f"Shopify refund {refund_id} of uk #1"
        rows = tuple((sku, MAIN, units) for sku, units in restock.items())
        return self.note(
            SaleCredited(self.now, "sale-1", "SO-1", note, "INV-1", memo, (), rows, "1")
        )

    # -- ShipStation -----------------------------------------------------------------------

    def shipment(
        self,
        units: Mapping[str, int],
        shipment_id: str = "se-1",
        *,
        number: int = 1,
        generation: int = 1,
        external_id: str | None = None,
        status: str = "pending",
        cause: str = "create",
        split_from: str = "",
    ) -> "Desk":
        if external_id is None:
            external_id = f"uk:{number}:{generation}"
        return self.note(
            ShipmentChanged(
                self.now,
                shipment_id,
                external_id,
                f"uk #{number}",
                "se-wh",
                status,
                _rows(units),
                cause,
                split_from,
            )
        )

    def label(
        self, units: Mapping[str, int], label_id: str, *tracking: str, shipment_id: str = "se-1"
    ) -> "Desk":
        return self.note(
            ParcelLabelled(
                self.now, label_id, shipment_id, "", "", tracking, "post", "fast", _rows(units)
            )
        )

    def void(self, label_id: str, *tracking: str, shipment_id: str = "se-1") -> "Desk":
        return self.note(ParcelVoided(self.now, label_id, shipment_id, "", tracking))

    # -- Slack -----------------------------------------------------------------------------

    def post(self, key: str | None, text: str, ts: str, channel: str = "C1") -> "Desk":
        payload = "" if key is None else json.dumps({"key": key})
        kind = "" if key is None else "stocksteady_message"
        return self.note(MessagePosted(self.now, channel, ts, text, "", kind, payload))

    def update(self, text: str, ts: str, channel: str = "C1") -> "Desk":
        return self.note(MessageUpdated(self.now, channel, ts, text, "", ""))

    # -- the books -------------------------------------------------------------------------

    def sent(self, number: int = 1, tracking: str = "T1") -> "Desk":
        """Two mugs of one order, from the order to the doorstep, as it should be."""
        mugs, shipment = {"MUG": 2}, f"se-{number}"
        self.order(mugs, number).sale(mugs, number)
        self.shipment(mugs, shipment, number=number)
        self.label(mugs, f"label-{number}", tracking, shipment_id=shipment)
        self.fulfil(number, mugs, tracking, number=number)
        return self.leg(mugs, tracking, number=number)

    def books(self, **claims: object) -> Report:
        given = {
            "location_map": {UK: {101: MAIN}},
            "stores": {UK: "uk"},
            "carrier_desk": True,
            **claims,
        }
        return audit(self.journal, Claims.model_validate(given))


def excuse(reason: str, number: int = 1, **more: object) -> dict[str, object]:
    """An open exception about an order."""
    return {"store": "uk", "order_name": f"#{number}", "class": reason, "open": True, **more}


def _rows(units: Mapping[str, int]) -> tuple[tuple[str, str, int], ...]:
    return tuple((str(LINES.get(sku, 9)), sku, count) for sku, count in units.items())
