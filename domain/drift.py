"""Why does a storefront show another count than the one it should?

A count moves by itself when Shopify sells, or takes back, a unit; it stays while the shelf moves;
and it jumps when somebody edits it in the admin. What happened since it was last known bounds what
it may be: a figure within these bounds is late news, one outside them was put there by somebody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.rules import Guards


class Drifted(StrEnum):
    """What explains a difference."""

    LATE_EVENT = "late-event"
    """Something was sold, taken back, moved or received, and the count was not yet brought on."""
    HAND_EDIT = "hand-edit"
    """Shopify's count is neither what it was nor what sales have made of it."""
    LOST_WRITE = "lost-write"
    """A write of ours that we did not hear the end of."""
    UNKNOWN = "unknown"
    """Nothing we know explains it."""
    SUSPECTED = "suspected"
    """It looks like a hand edit; looked at again when late news has had its time."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one count; everything in units.

    Args:
        shown: What the storefront shows.
        promised: What it should show.
        before: What it was when it was last set or seen; None if it never was.
        sold: The most that was sold, or moved here, since then.
        back: The most that was taken back, or moved away, since then.
        written: What writes of ours, whose end nobody noted, would have set.
        heard: News of its shelf since then, in words: a receipt, a delivery, an unseen order.
    """

    shown: int
    promised: int
    before: int | None
    sold: int = 0
    back: int = 0
    written: tuple[int, ...] = ()
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """What explains a difference, in a word and in a sentence."""

    because: Drifted
    sentence: str


def explain(facts: Facts) -> Explained:
    """Explain why a count is not what it was, or not what it should be."""
    at = facts
    if at.before is None:
        return _by_news(at, "it was never counted before")
    if at.shown != at.before:
        if at.before - at.sold <= at.shown <= at.before + at.back:
            return Explained(
                Drifted.LATE_EVENT,
                f"it was {at.before}; up to {at.sold} sold and {at.back} taken back since",
            )
        for units in at.written:
            if units - at.sold <= at.shown <= units + at.back:
                return Explained(
                    Drifted.LOST_WRITE, f"our write of {units} landed, and we did not hear so"
                )
        return Explained(
            Drifted.HAND_EDIT,
            f"it was {at.before}, and the {at.sold} sold and {at.back} taken back since do not "
            f"make it {at.shown}",
        )
    for units in at.written:
        if units != at.shown:
            return Explained(Drifted.LOST_WRITE, f"our write of {units} did not land")
    return _by_news(at, "the shelf, or a rule, has changed and no news told of it")


def _by_news(at: Facts, otherwise: str) -> Explained:
    if at.heard:
        return Explained(Drifted.LATE_EVENT, "; ".join(at.heard))
    return Explained(Drifted.UNKNOWN, otherwise)


@dataclass(frozen=True, slots=True)
class TooMuch:
    """More differences that nothing explains than are repaired without a person."""

    unexplained: int
    counts: int
    allowed: int

    def sentence(self) -> str:
        """One sentence for a person, with the numbers."""
        return (
            f"{self.unexplained} of {self.counts} counts differ and nothing explains it; "
            f"{self.allowed} are repaired without asking."
        )


def too_much(found: Iterable[Explained], counts: int, guards: Guards) -> TooMuch | None:
    """Say whether so much is unexplained that a person has to look first.

    Args:
        found: Every difference of one look at everything.
        counts: How many counts were looked at.
        guards: ``drift_rows`` and ``drift_share``; the greater of both is allowed.
    """
    unexplained = sum(one.because is Drifted.UNKNOWN for one in found)
    allowed = max(guards.drift_rows, int(guards.drift_share * Decimal(counts)))
    return TooMuch(unexplained, counts, allowed) if unexplained > allowed else None


def in_words(found: Iterable[Explained]) -> str:
    """How many there are of each kind: ``9 late, 2 hand edits, 1 unknown``."""
    every = list(found)
    words = []
    for one, singular, plural in _NAMES:
        count = sum(each.because is one for each in every)
        if count:
            words.append(f"{count} {singular if count == 1 else plural}")
    return ", ".join(words)


_NAMES = (
    (Drifted.LATE_EVENT, "late", "late"),
    (Drifted.HAND_EDIT, "hand edit", "hand edits"),
    (Drifted.LOST_WRITE, "lost write", "lost writes"),
    (Drifted.UNKNOWN, "unknown", "unknown"),
)
