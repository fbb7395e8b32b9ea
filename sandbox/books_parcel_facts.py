"""The nouns of the doorstep: a shipment, a parcel, a storefront's fulfilment, a message."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from sandbox.books_steps import Moment
from sandbox.journal import FulfilmentMade, MessagePosted, ParcelLabelled, ShipmentChanged


@dataclass(slots=True)
class Shipment:
    """An order at the carrier desk, or a part of one."""

    created: Moment
    last: ShipmentChanged
    external_id_of_ours: str = ""
    """The first that looks like one of ours; a split may take it away again."""
    labelled: bool = False
    """It bore a label once."""

    def take(self, event: ShipmentChanged) -> None:
        """It is now so."""
        self.last = event
        if event.external_id.count(":") >= 2:
            self.external_id_of_ours = self.external_id_of_ours or event.external_id
        self.labelled = self.labelled or event.status == "label_purchased"

    @property
    def live(self) -> bool:
        """Whether it was not cancelled."""
        return self.last.status != "cancelled"

    @property
    def shipment_id(self) -> str:
        """The carrier desk's own name of it."""
        return self.last.shipment_id


@dataclass(slots=True)
class Parcel:
    """A complete label."""

    moment: Moment
    label: ParcelLabelled
    voided: Moment | None = None

    @property
    def numbers(self) -> frozenset[str]:
        """Its tracking numbers."""
        return frozenset(self.label.tracking_numbers)

    def units(self) -> Counter[str]:
        """Units in it by Shopify line id."""
        return units_by_line(self.label.lines)


class Telling(NamedTuple):
    """What a fulfilment said of its parcel from then on."""

    moment: Moment
    tracking: tuple[str, ...]
    notified: bool


@dataclass(slots=True)
class Fulfilment:
    """A Shopify fulfilment with all that it ever said."""

    moment: Moment
    made: FulfilmentMade
    tellings: list[Telling]
    cancelled: Moment | None = None

    @property
    def numbers(self) -> frozenset[str]:
        """Tracking numbers it shows now."""
        return frozenset(self.tellings[-1].tracking)

    def units(self) -> Counter[str]:
        """Units in it by Shopify line id."""
        units: Counter[str] = Counter()
        for line_id, count in self.made.lines:
            units[str(line_id)] += count
        return units


@dataclass(slots=True)
class Message:
    """Words in a channel."""

    moment: Moment
    posted: MessagePosted
    key: str
    """What its metadata calls it; empty without."""
    text: str
    """What it says now."""

    @classmethod
    def of(cls, moment: Moment, event: MessagePosted) -> "Message":
        """A message as it was posted."""
        try:
            payload = json.loads(event.event_payload or "{}")
        except ValueError:
            payload = {}
        key = payload.get("key", "") if isinstance(payload, dict) else ""
        return cls(moment, event, str(key), event.text)


def units_by_line(lines: tuple[tuple[str, str, int], ...]) -> Counter[str]:
    """Units of a shipment or parcel by Shopify line id."""
    units: Counter[str] = Counter()
    for line_id, _, count in lines:
        if count:
            units[line_id] += count
    return units


def units_by_sku(lines: tuple[tuple[str, str, int], ...]) -> Counter[str]:
    """Units of a shipment or parcel by SKU."""
    units: Counter[str] = Counter()
    for _, sku, count in lines:
        if count:
            units[sku] += count
    return units
