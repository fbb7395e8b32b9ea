"""Pages: ``Page`` counts from 1, ``Limit`` is 100 unless said, ``Total`` is over all pages."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.cin7.errors import Json, Refusal
from sandbox.cin7.switches import Cin7Switches

USUAL, MOST = 100, 1000
"""Rows a page: what one gets, and the most one may ask for."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows are asked for."""

    number: int
    limit: int

    @classmethod
    def of(cls, params: Mapping[str, str], switches: Cin7Switches) -> "Page":
        """Read ``Page`` and ``Limit`` from the (lower-case) query parameters."""
        number = _whole(params.get("page"), 1, "Page")
        limit = _whole(params.get("limit"), USUAL, "Limit")
        if limit > MOST:
            if switches.limit_over_1000 == "error":
                raise Refusal(f"Limit cannot be greater than {MOST}")
            limit = MOST
        return cls(number, limit)

    @property
    def first(self) -> int:
        """The first row asked for, counted from 0."""
        return (self.number - 1) * self.limit

    @property
    def last(self) -> int:
        """One more than the last row asked for."""
        return self.first + self.limit

    def text(self, key: str, rows: Sequence[str]) -> str:
        """The envelope around the asked-for part of rows that are JSON text already."""
        return self.written(key, len(rows), rows[self.first : self.last])

    def written(self, key: str, total: int, part: Sequence[str]) -> str:
        """The envelope around rows that are JSON text and are this page."""
        return f'{{"Total":{total},"Page":{self.number},"{key}":[{",".join(part)}]}}'

    def envelope(self, key: str, rows: Sequence[Json]) -> str:
        """The envelope around the asked-for part of rows."""
        part = rows[self.first : self.last]
        return json.dumps(
            {"Total": len(rows), "Page": self.number, key: part}, separators=(",", ":")
        )


def _whole(text: str | None, usual: int, name: str) -> int:
    if text is None or text == "":
        return usual
    try:
        value = int(text)
    except ValueError:
        raise Refusal(f"{name} must be a whole number") from None
    if value < 1:
        raise Refusal(f"{name} must be 1 or more")
    return value
