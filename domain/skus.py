"""Is this SKU one that Cin7 knows, character for character?

A near miss (other capitals, a space, the letter O for a zero) is shown to a person and never used:
guessing would send the wrong goods to somebody one day.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

LOOK_ALIKES = str.maketrans({"o": "0", "i": "1", "l": "1", "s": "5", "b": "8", "z": "2"})
"""Letters that people read as digits, after folding the case."""

DASHES = "-_./\u2010\u2011\u2012\u2013\u2014\u2212"
"""What people write between the parts of a code, or leave out."""


class Known(StrEnum):
    """Whether a SKU is one of those we know."""

    EXACT = "exact"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Match:
    """What was found, and what looks like it (sorted, only to be shown to a person)."""

    known: Known
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The SKUs that Cin7 knows, with an index for near misses; build it once a run."""

    skus: frozenset[str]
    alike: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, skus: Iterable[str]) -> "Catalogue":
        """Index these SKUs."""
        alike: dict[str, list[str]] = defaultdict(list)
        every = frozenset(skus)
        for sku in sorted(every):
            alike[_folded(sku)].append(sku)
        return cls(every, {key: tuple(found) for key, found in alike.items()})

    def match(self, sku: str) -> Match:
        """Look one SKU up."""
        if sku in self.skus:
            return Match(Known.EXACT)
        return Match(Known.UNKNOWN, self.alike.get(_folded(sku), ()))


def match(sku: str, known: Collection[str]) -> Match:
    """Look one SKU up among ``known``; for many, build a `Catalogue` once and ask that."""
    if sku in known:
        return Match(Known.EXACT)
    return Catalogue.of(known).match(sku)


def _folded(sku: str) -> str:
    bare = "".join(c for c in sku.casefold() if not c.isspace() and c not in DASHES)
    return bare.translate(LOOK_ALIKES)
