"""What we ask of an inventory system between two scans: which documents have changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ChangedDocument:
    """A sale or a purchase that changed; ``kind`` is ``sale`` or ``purchase``."""

    kind: str
    id: str


class ChangesPort(Protocol):
    """Cheap looks at what moved stock. Adjustments, transfers and assemblies are not seen."""

    async def changed_since(self, since: datetime) -> list[ChangedDocument]:
        """Sales and purchases that changed since then (our clock), each once."""
        ...

    async def skus_on(self, documents: Sequence[ChangedDocument]) -> frozenset[str]:
        """The SKUs on these documents; a call each."""
        ...
