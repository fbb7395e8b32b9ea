"""What we ask of an inventory system once a sale stands: to ship it, bill it and take it back."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from domain.credits import CreditDraft
from domain.sales import SaleDraft
from domain.types import WarehouseName
from tasks.papers import Papers


class ShippingPort(Protocol):
    """What leaves the house: each parcel is one fulfilment ("leg") of its sale.

    Every method but ``papers`` writes, is called by ``tasks/effects.py`` alone and says how to look
    for what it did, since the system has no idempotency keys. One that the system could not hold
    (a text too long, no unit, a warehouse that is not ours) is ``Rejected`` before it is sent.
    """

    async def papers(self, sale_id: str) -> Papers:
        """Read a sale with its legs, bills and credits: one call. What to look with.

        Raises:
            Rejected: There is no such sale.
        """
        ...

    async def open_leg(self, sale_id: str) -> str:
        """Make a further leg and return its task id; an authorised sale has its first one already.

        Refused while a leg is not picked: take that one. To look: ``papers`` shows a leg that is
        ``free``; twice makes no second one, since the system refuses while one is.
        """
        ...

    async def pick(
        self,
        task_id: str,
        warehouse: WarehouseName,
        units: Mapping[str, int],
        *,
        again: bool = False,
    ) -> None:
        """Take these units (by SKU) from a warehouse. Refused when the leg is picked.

        ``again``: ``papers`` shows lines on the leg though it is not picked (too little was there,
        or the sale was undone); they are replaced, not added to. To look: ``papers``, the leg is
        ``picked`` with these ``lines``.

        Raises:
            Rejected: Too little is on the shelf, or the leg is picked already.
        """
        ...

    async def pack(
        self,
        task_id: str,
        warehouse: WarehouseName,
        box: str,
        units: Mapping[str, int],
        *,
        again: bool = False,
    ) -> None:
        """Put all that is picked into one box; ``again`` as in ``pick``. Refused when packed.

        To look: ``papers``, the leg is ``packed`` and ``box`` is among its ``boxes``.
        """
        ...

    async def ship(
        self,
        task_id: str,
        box: str,
        *,
        carrier: str,
        tracking: str,
        on: date,
        again: bool = False,
    ) -> None:
        """Send the box off: its units leave the shelf. Refused when shipped.

        ``tracking``: one number, or several joined with ``", "``. ``on``: a day of the merchant's
        calendar. ``again`` as in ``pick``, where ``tracking`` stands already. To look: ``papers``,
        the leg is ``shipped``.
        """
        ...

    async def correct_tracking(
        self, task_id: str, box: str, *, carrier: str, tracking: str, on: date
    ) -> None:
        """Say another tracking number for a box that is shipped. A second time says it again.

        To look: ``papers``, the leg's ``tracking`` is this.
        """
        ...


class TakingBackPort(Protocol):
    """What is billed, taken back and given back; the same holds as for shipping."""

    async def void_sale(self, sale_id: str) -> None:
        """End a sale for good; what it reserved is free. One that is void already is done.

        To look: ``papers`` or ``sale``, ``voided``.
        """
        ...

    async def undo_sale(self, sale_id: str) -> None:
        """Put a sale back to draft: its units are free until ``authorise_sale`` comes again.

        Legs stay, no longer picked, and keep their old lines (``again`` of ``pick``). To look:
        ``papers`` or ``sale``, not ``authorised`` and not ``voided``.
        """
        ...

    async def invoice(self, sale_id: str, draft: SaleDraft, *, memo: str, on: date) -> str:
        """Bill the lines and charges of the draft, authorised; returns the number.

        Doing it twice makes two: look first. To look: ``papers``, a bill ``authorised`` with this
        ``memo``.
        """
        ...

    async def credit_note(self, sale_id: str, credit: CreditDraft, *, on: date) -> str:
        """Give money back on a bill and take units back on the shelf; returns the number.

        Doing it twice makes two: look first. To look: ``papers``, a credit ``authorised`` with
        exactly this ``memo``.
        """
        ...
