"""What the driver of a day hands the books as data: the map, the promised times, the ledger's word.

A claim may only raise the number of breaches, or excuse an order whose reason the books confirm.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cached_property
from math import ceil
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Behind = Annotated[
    tuple[str, ...], BeforeValidator(lambda told: (told,) if isinstance(told, str) else told)
]
"""The Cin7 locations behind a storefront's location; one may be told as a text."""

ANY_SKU = "*"
"""The SKU of a held-back rule that goes for the whole shop."""


def called_together(behind: Iterable[str]) -> str:
    """One name for the warehouses behind a location."""
    return " + ".join(behind)


class _Claim(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class HeldBack(_Claim):
    """Units a shop keeps back on purpose: a fixed number or a share of the shelf, the greater."""

    shop: str
    sku: str = ANY_SKU
    fixed: int = Field(default=0, ge=0)
    percent: float = Field(default=0, ge=0, le=100)

    def units(self, on_hand: int) -> int:
        """Units kept back of so many on the shelf, the share rounded up."""
        return max(self.fixed, ceil(max(on_hand, 0) * self.percent / 100))


class ExceptionClaim(_Claim):
    """A row of the ledger's exceptions; without a store its subject may still name an order."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    store: str = ""
    subject: str | None = None
    order_name: str | None = None
    order_id: int | None = None
    reason: str = Field(alias="class")
    open: bool
    detail: str | None = None


class InboxClaim(_Claim):
    """A delivery the receiver wrote down; ``final`` when nothing more is to be done with it.

    It is known by the vendor's id of it, or, as Cin7 gives none, by the SHA-256 of its body, which
    is what the journal calls it, too.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: str = ""
    delivery_key: str | None = None
    delivery_id: str | None = None
    digest: str | None = None
    state: str = ""
    final: bool


class EffectClaim(_Claim):
    """A change of the outside world that the ledger knows of, by key, token or vendor's id."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str = ""
    key: str | None = None
    token: str | None = None
    vendor_id: str | None = None
    state: str = ""


class MessageClaim(_Claim):
    """Words of the ledger's outbox, under the key that names them in the message's metadata."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    channel: str = ""
    text: str = ""
    sent: bool = True
    """The ledger takes its latest words for said."""
    open: bool | None = None
    """The condition it tells of stands still; None: it tells of no condition."""
    since: datetime | None = None
    """When its latest words were put down."""
    turned: datetime | None = None
    """When the condition last opened or closed."""


class Claims(_Claim):
    """All that the books take on trust, and no more.

    Args:
        location_map: Shop domain -> Shopify location id -> Cin7 location name, or a list of them
            where several stand behind one location.
        stores: Shop domain -> store name, as it stands in Cin7's CustomerReference.
        settle_seconds: How long Cin7's availability may lag.
        reaction_seconds: How long a heard-of drop may stay unlowered.
        poll_seconds: The longest schedule period: after it, a scheduled run could have read it.
        grace_seconds: Orders younger than this at ``until`` are not looked at yet.
        held_back: Buffers; they count for promises 5 and 8 only, promise 1 reckons without.
        mapped_codes: Codes (or patterns with ``*`` and ``?``) that are no products and have their
            line in Cin7 by rule.
        exceptions: The ledger's exceptions.
        expected_exceptions: (shop domain, order name) of every order that must be excused, worked
            out by the driver alone; None when it did not.
        expected_reversal_exceptions: (shop domain, order name) of all orders whose reversal may be
            left to a person; None when the driver has no list.
        carrier_desk: Orders are handed to a carrier desk and its parcels told; without, no missing
            hand-off is asked for, and promise 4 is not watched.
        not_ours: (shop domain, order name) of orders that a person sends by hand: neither hand-off
            nor parcels are asked for.
        messages: The ledger's outbox; None: not watched.
        inbox: The ledger's deliveries; None: not watched.
        effects: The ledger's effects; None: not watched.
        until: The last instant looked at; None: the whole journal.
    """

    location_map: Mapping[str, Mapping[int, Behind]]
    stores: Mapping[str, str]
    settle_seconds: float = Field(default=60, ge=0)
    reaction_seconds: float = Field(default=300, ge=0)
    poll_seconds: float = Field(default=600, ge=0)
    grace_seconds: float = Field(default=0, ge=0)
    held_back: tuple[HeldBack, ...] = ()
    mapped_codes: frozenset[str] = frozenset()
    exceptions: tuple[ExceptionClaim, ...] = ()
    expected_exceptions: tuple[tuple[str, str], ...] | None = None
    expected_reversal_exceptions: tuple[tuple[str, str], ...] | None = None
    carrier_desk: bool = False
    not_ours: frozenset[tuple[str, str]] = frozenset()
    messages: tuple[MessageClaim, ...] | None = None
    inbox: tuple[InboxClaim, ...] | None = None
    effects: tuple[EffectClaim, ...] | None = None
    until: datetime | None = None

    def behind(self, shop: str, location_id: int) -> tuple[str, ...]:
        """The warehouses behind a storefront's location; none when the map has none."""
        return self.location_map.get(shop, {}).get(location_id, ())

    def place(self, shop: str, location_id: int) -> str | None:
        """What they are called together, or None when the map has none."""
        return called_together(self.behind(shop, location_id)) or None

    @cached_property
    def places_of(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """For each warehouse every place it belongs to: itself, and the locations of several."""
        places: dict[str, dict[tuple[str, ...], None]] = {}
        for shop in self.location_map.values():
            for behind in shop.values():
                for name in behind:
                    places.setdefault(name, {(name,): None})[behind] = None
        return {name: tuple(found) for name, found in places.items()}

    def is_mapped(self, code: str) -> bool:
        """Whether a code that is no product has its line in Cin7 by rule."""
        return any(fnmatchcase(code, pattern) for pattern in self.mapped_codes)

    def held_units(self, shop: str, sku: str, on_hand: int) -> int:
        """Units of this SKU the shop keeps back; the SKU's own rule goes before the shop's."""
        rule = self._rules.get((shop, sku)) or self._rules.get((shop, ANY_SKU))
        return rule.units(on_hand) if rule else 0

    @cached_property
    def _rules(self) -> dict[tuple[str, str], HeldBack]:
        return {(rule.shop, rule.sku): rule for rule in self.held_back}
