"""How many units a storefront may promise.

Cin7's figure lacks what Shopify has just sold, and a buffer makes the lateness between two
storefronts harmless: *promised = available - unseen - buffer*, and never below zero.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from domain.buffers import BufferRule


class Held(StrEnum):
    """Why a storefront may not show simply what is available."""

    NOTHING = "nothing"
    """It may: nothing is held back."""
    FIXED = "fixed"
    """A buffer of so many units."""
    SHARE = "share"
    """A buffer of a share of the shelf."""
    UNSEEN = "unseen"
    """Units sold that Cin7 does not show yet; no buffer beside them."""
    SOLD_OUT = "sold-out"
    """Nothing is available in Cin7."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What a storefront may show, what the buffer took of it, and why. Units."""

    promised: int
    buffer: int
    because: Held


Units = Decimal | float | int
"""A figure as Cin7 tells it: up to four decimal places, and a negative one now and then."""


def promise(*, on_hand: Units, available: Units, unseen: int, rule: BufferRule) -> Promise:
    """Decide how many units may be offered for sale.

    Args:
        on_hand: Units on the shelf (Cin7 ``OnHand``). A rule's share is of these, so one large open
            order does not shrink the buffer.
        available: Units on the shelf less those allocated (Cin7 ``Available``); may be negative. A
            part of a unit can't be sold: fractions are dropped.
        unseen: Units sold on Shopify that ``available`` does not show yet.
        rule: How much to keep back; of its two forms the greater.
    """
    whole = int(_exact(available).to_integral_value(ROUND_FLOOR))
    free = max(0, whole - unseen)
    share = max(_exact(on_hand), Decimal(0)) * rule.percent / 100
    by_share = int(share.to_integral_value(ROUND_CEILING))
    buffer = min(max(rule.fixed, by_share), free)
    if whole <= 0:
        because = Held.SOLD_OUT
    elif buffer > 0:
        because = Held.SHARE if by_share > rule.fixed else Held.FIXED
    elif unseen > 0:
        because = Held.UNSEEN
    else:
        because = Held.NOTHING
    return Promise(free - buffer, buffer, because)


def _exact(units: Units) -> Decimal:
    return Decimal(units).quantize(Decimal("0.0001"))
