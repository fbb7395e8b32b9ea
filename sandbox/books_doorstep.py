"""What happened between shelf and doorstep: shipments, parcels, reversals, papers and words.

``Story`` hands over every event it meets; what the later promises ask for is laid down here.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sandbox.books_facts import OrderKey, is_standing
from sandbox.books_parcel_facts import Fulfilment, Message, Parcel, Shipment, Telling
from sandbox.books_steps import Moment
from sandbox.journal import (
    Event,
    FulfilmentCancelled,
    FulfilmentMade,
    MessagePosted,
    MessageUpdated,
    OrderCancelled,
    ParcelLabelled,
    ParcelVoided,
    RefundMade,
    SaleChanged,
    SaleCredited,
    SaleInvoiced,
    SaleLegChanged,
    ShipmentChanged,
    TrackingCorrected,
)


class Refunded(NamedTuple):
    """A refund, and when it was made."""

    moment: Moment
    event: RefundMade


@dataclass(slots=True)
class Doorstep:
    """The later half of an order's way, laid out for looking things up."""

    shipments: dict[str, Shipment] = field(default_factory=dict)
    shipment_changes: list[tuple[Moment, ShipmentChanged]] = field(default_factory=list)
    parcels: dict[str, Parcel] = field(default_factory=dict)
    """By label id."""
    fulfilments: dict[tuple[str, int], Fulfilment] = field(default_factory=dict)
    """By (shop, fulfilment id)."""
    fulfilled: dict[OrderKey, list[Fulfilment]] = field(default_factory=lambda: defaultdict(list))
    """The same by order."""
    refunds: dict[OrderKey, list[Refunded]] = field(default_factory=lambda: defaultdict(list))
    cancelled: dict[OrderKey, Moment] = field(default_factory=dict)
    authorised: dict[str, list[Moment]] = field(default_factory=lambda: defaultdict(list))
    """Sale id -> each time its order was authorised anew."""
    legs: dict[tuple[str, str], SaleLegChanged] = field(default_factory=dict)
    """(sale id, task id) -> its latest state."""
    invoices: list[SaleInvoiced] = field(default_factory=list)
    credits: dict[tuple[str, str], SaleCredited] = field(default_factory=dict)
    """By (sale id, number)."""
    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    """By (channel, ts)."""
    updates: int = 0
    """Messages changed in place."""
    _standing: set[str] = field(default_factory=set)

    def read(self, moment: Moment, event: Event) -> None:
        """Take in the next event of the journal; those of other concern are passed over."""
        if reader := READERS.get(type(event)):
            reader(self, moment, event)

    def _shipment_changed(self, moment: Moment, event: ShipmentChanged) -> None:
        self.shipment_changes.append((moment, event))
        known = self.shipments.setdefault(event.shipment_id, Shipment(moment, event))
        known.take(event)

    def _parcel_labelled(self, moment: Moment, event: ParcelLabelled) -> None:
        self.parcels[event.label_id] = Parcel(moment, event)

    def _parcel_voided(self, moment: Moment, event: ParcelVoided) -> None:
        if (parcel := self.parcels.get(event.label_id)) and parcel.voided is None:
            parcel.voided = moment

    def _fulfilment_made(self, moment: Moment, event: FulfilmentMade) -> None:
        told = Telling(moment, event.tracking, event.notified)
        fulfilment = Fulfilment(moment, event, [told])
        self.fulfilments[(event.shop, event.fulfillment_id)] = fulfilment
        self.fulfilled[(event.shop, event.order_id)].append(fulfilment)

    def _fulfilment_cancelled(self, moment: Moment, event: FulfilmentCancelled) -> None:
        if fulfilment := self.fulfilments.get((event.shop, event.fulfillment_id)):
            fulfilment.cancelled = fulfilment.cancelled or moment

    def _tracking_corrected(self, moment: Moment, event: TrackingCorrected) -> None:
        if fulfilment := self.fulfilments.get((event.shop, event.fulfillment_id)):
            fulfilment.tellings.append(Telling(moment, event.tracking, event.notified))

    def _refund_made(self, moment: Moment, event: RefundMade) -> None:
        self.refunds[(event.shop, event.order_id)].append(Refunded(moment, event))

    def _order_cancelled(self, moment: Moment, event: OrderCancelled) -> None:
        self.cancelled.setdefault((event.shop, event.order_id), moment)

    def _sale_changed(self, moment: Moment, event: SaleChanged) -> None:
        if is_standing(event) and event.sale_id not in self._standing:
            self.authorised[event.sale_id].append(moment)
        (self._standing.add if is_standing(event) else self._standing.discard)(event.sale_id)

    def _leg_changed(self, moment: Moment, event: SaleLegChanged) -> None:
        self.legs[(event.sale_id, event.task_id)] = event

    def _invoiced(self, moment: Moment, event: SaleInvoiced) -> None:
        self.invoices.append(event)

    def _credited(self, moment: Moment, event: SaleCredited) -> None:
        self.credits[(event.sale_id, event.credit_note)] = event

    def _message_posted(self, moment: Moment, event: MessagePosted) -> None:
        self.messages[(event.channel, event.ts)] = Message.of(moment, event)

    def _message_updated(self, moment: Moment, event: MessageUpdated) -> None:
        self.updates += 1
        if message := self.messages.get((event.channel, event.ts)):
            message.text = event.text


READERS: dict[type[Event], Callable[[Doorstep, Moment, Any], None]] = {
    ShipmentChanged: Doorstep._shipment_changed,
    ParcelLabelled: Doorstep._parcel_labelled,
    ParcelVoided: Doorstep._parcel_voided,
    FulfilmentMade: Doorstep._fulfilment_made,
    FulfilmentCancelled: Doorstep._fulfilment_cancelled,
    TrackingCorrected: Doorstep._tracking_corrected,
    RefundMade: Doorstep._refund_made,
    OrderCancelled: Doorstep._order_cancelled,
    SaleChanged: Doorstep._sale_changed,
    SaleLegChanged: Doorstep._leg_changed,
    SaleInvoiced: Doorstep._invoiced,
    SaleCredited: Doorstep._credited,
    MessagePosted: Doorstep._message_posted,
    MessageUpdated: Doorstep._message_updated,
}
