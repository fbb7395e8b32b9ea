"""A call and its answer, apart from HTTP."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.cin7.errors import Json
from sandbox.cin7.state import Cin7


@dataclass(frozen=True, slots=True)
class Ask:
    """A call: its parameters (names in lower case) and its body."""

    params: Mapping[str, str]
    body: Mapping[str, object] | None = None

    def flag(self, name: str) -> bool:
        """A boolean parameter; false when left out."""
        return self.params.get(name, "").lower() == "true"


@dataclass(frozen=True, slots=True)
class Answer:
    """JSON text, the id that a ledger would know the call by, and the status."""

    text: str
    ref: str = ""
    status: int = 200


Handler = Callable[[Cin7, Ask], Answer]
Table = dict[str, dict[str, Handler]]
"""Path as the reference spells it -> method -> what answers."""


def answer(body: Json, ref: str = "") -> Answer:
    """An answer of plain data."""
    return Answer(json.dumps(body, separators=(",", ":")), ref)
