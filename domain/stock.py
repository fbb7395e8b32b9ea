"""How many units a storefront may promise.

Cin7's figure lacks what Shopify has just sold, and a buffer makes the lateness between two
storefronts harmless: *promised = available - unseen - buffer*, and never below zero. Of the shelf a
store may see a part only (`domain.sharing`), and of what is left it may show a part only (floor,
cap); all of them only ever lower the promise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from domain.buffers import BufferRule, Combine


class Held(StrEnum):
    """Why a storefront may not show simply what is available."""

    NOTHING = "nothing"
    """It may: nothing is held back."""
    FIXED = "fixed"
    """A buffer of so many units."""
    SHARE = "share"
    """A buffer of a share of the shelf."""
    DEMAND = "demand"
    """A buffer for what the other stores are expected to sell meanwhile."""
    FLOOR = "floor"
    """So little is left that the rule shows none of it."""
    CAP = "cap"
    """More is left than the rule ever shows."""
    SAFETY = "safety"
    """The warehouse's safety stock; no buffer beside it."""
    SHARING = "sharing"
    """The rest belongs to other stores; no buffer beside it."""
    UNSEEN = "unseen"
    """Units sold that Cin7 does not show yet; no buffer beside them."""
    SOLD_OUT = "sold-out"
    """Nothing is available in Cin7."""


class Figure(StrEnum):
    """What was made of Cin7's figure before anything was subtracted."""

    TOLD = "told"
    """Taken as it was told."""
    FRACTION = "fraction"
    """The part of a unit is dropped: it can't be sold."""
    NEGATIVE = "negative"
    """More is sold than there is: nothing can be promised."""
    MISSING = "missing"
    """A complete scan told no row: zero."""
    COMPONENTS = "components"
    """A kit of the rules: what its own shelf and its components bear."""
    BILL = "bill-of-materials"
    """A kit of Cin7's bill of materials: the same."""
    NO_RECIPE = "no-recipe"
    """A kit that Cin7 assembles and nobody says of what: what stands finished."""
    OPENED = "opened"
    """A component: its own shelf, and what the kits that Cin7 opens for it would give."""
    SURPLUS = "surplus"
    """Cin7 tells more than stands there and no bill says of what: what stands there."""
    DISCONTINUED = "discontinued"
    """Nothing more will come: what is left is sold off, like any other."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What a storefront may show, what the buffer took of it, and why. Units."""

    promised: int
    buffer: int
    because: Held


Units = Decimal | float | int
"""A figure as Cin7 tells it: up to four decimal places, and a negative one now and then."""


def promise(
    *,
    on_hand: Units,
    available: Units,
    unseen: int,
    rule: BufferRule,
    safety: int = 0,
    expected: int | None = None,
    offer: Callable[[int], int] | None = None,
) -> Promise:
    """Decide how many units may be offered for sale.

    Args:
        on_hand: Units on the shelf (Cin7 ``OnHand``). A rule's share is of these, so one large open
            order does not shrink the buffer.
        available: Units on the shelf less those allocated (Cin7 ``Available``); may be negative. A
            part of a unit can't be sold: fractions are dropped.
        unseen: Units sold on Shopify that ``available`` does not show yet.
        rule: How much to keep back, and how much to show.
        safety: Units of the warehouse that no store ever sees.
        expected: Units that other stores will sell meanwhile; None if nobody has measured it.
        offer: Of what the shelf can bear, what this store may see; None for all of it.
    """
    whole = int(_exact(available).to_integral_value(ROUND_FLOOR))
    free = max(0, whole - unseen)
    safe = min(safety, free)
    bears = free - safe
    sees = bears if offer is None else offer(bears)
    wanted, form = kept_back(rule, on_hand, expected)
    buffer = min(wanted, sees)
    left = sees - buffer
    shown = 0 if left <= rule.floor else left
    if rule.cap is not None:
        shown = min(shown, rule.cap)
    if whole <= 0:
        because = Held.SOLD_OUT
    elif left > 0 and left <= rule.floor:
        because = Held.FLOOR
    elif shown < left:
        because = Held.CAP
    elif buffer > 0:
        because = form
    elif safe > 0:
        because = Held.SAFETY
    elif sees < bears:
        because = Held.SHARING
    elif unseen > 0:
        because = Held.UNSEEN
    else:
        because = Held.NOTHING
    return Promise(shown, buffer, because)


def kept_back(rule: BufferRule, on_hand: Units, expected: int | None) -> tuple[int, Held]:
    """Units a rule keeps back where there are enough of them, and by which of its forms."""
    share = max(_exact(on_hand), Decimal(0)) * rule.percent / 100
    forms: list[tuple[int, Held]] = []
    if rule.fixed > 0:
        forms.append((rule.fixed, Held.FIXED))
    if rule.percent > 0:
        forms.append((int(share.to_integral_value(ROUND_CEILING)), Held.SHARE))
    if rule.cover is not None:
        units = rule.cover.at_most if expected is None else expected
        bounded = min(max(units, rule.cover.at_least), rule.cover.at_most)
        forms.append((bounded, Held.DEMAND))
    if not forms:
        return 0, Held.FIXED
    if rule.combine is Combine.LESSER:
        return min(forms, key=lambda form: form[0])
    most = max(forms, key=lambda form: form[0])
    if rule.combine is Combine.SUM:
        return sum(units for units, _ in forms), most[1]
    return most


def _exact(units: Units) -> Decimal:
    return Decimal(units).quantize(Decimal("0.0001"))
