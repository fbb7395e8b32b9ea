"""One product code, several spellings: which of them Cin7 has, and which only Shopify.

Merchants write 84997B and 84997b for the same thing. Shopify takes every spelling as a variant of
its own; Cin7 knows a product by one.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Spellings:
    """How often each product code is written how, in all rows of the file."""

    rows: Mapping[str, int]

    @cached_property
    def in_cin7(self) -> frozenset[str]:
        """The commonest spelling of each case-folded code; a tie goes to capitals."""
        alike: dict[str, list[str]] = defaultdict(list)
        for code in self.rows:
            alike[code.casefold()].append(code)
        return frozenset(max(codes, key=self._rank) for codes in alike.values())

    @property
    def in_shopify(self) -> frozenset[str]:
        """Every spelling."""
        return frozenset(self.rows)

    def cin7_spelling(self, code: str) -> str | None:
        """How Cin7 writes a code; None when it is no product."""
        return self._by_folded.get(code.casefold())

    @cached_property
    def _by_folded(self) -> dict[str, str]:
        return {code.casefold(): code for code in self.in_cin7}

    def _rank(self, code: str) -> tuple[int, int, str]:
        return self.rows[code], sum(letter.isupper() for letter in code), code
