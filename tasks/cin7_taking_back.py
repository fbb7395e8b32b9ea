"""Taken back and billed in Cin7 Core: void, undo, invoice, credit note."""

from datetime import date

from clients.cin7.errors import AlreadyVoided
from clients.cin7.models_documents import CreditNote, Invoice
from clients.errors import OutcomeUnknown
from domain.credits import CreditDraft
from domain.sales import SaleDraft
from tasks.cin7_account import Cin7Account
from tasks.cin7_drafts import credit_body, invoice_body


class Cin7TakingBack(Cin7Account):
    """The taking-back part of the inventory port; what each promises stands there."""

    async def void_sale(self, sale_id: str) -> None:
        """``DELETE sale`` with Void; "already voided" is what we wanted."""
        try:
            await self._client.void_sale(sale_id)
        except AlreadyVoided:
            return

    async def undo_sale(self, sale_id: str) -> None:
        """``DELETE sale`` without Void: order, pick, pack, ship and invoices are drafts again."""
        await self._client.undo_sale(sale_id)

    async def invoice(self, sale_id: str, draft: SaleDraft, *, memo: str, on: date) -> str:
        """``POST sale/invoice`` AUTHORISED; ours is the last in the answer with this memo."""
        bills = await self._client.invoice(invoice_body(sale_id, draft, memo, on))
        ours: list[Invoice] = [one for one in bills if one.memo == memo and one.is_authorised]
        if not ours:
            raise _not_told("POST sale/invoice")
        return ours[-1].invoice_number

    async def credit_note(self, sale_id: str, credit: CreditDraft, *, on: date) -> str:
        """``POST sale/creditnote`` AUTHORISED; ours is the last in the answer with its memo."""
        notes = await self._client.credit_note(credit_body(sale_id, credit, on))
        ours: list[CreditNote] = [
            one for one in notes if one.memo == credit.memo and one.is_authorised
        ]
        if not ours:
            raise _not_told("POST sale/creditnote")
        return ours[-1].credit_note_number


def _not_told(operation: str) -> OutcomeUnknown:
    """Cin7 took it, but its answer does not show it: whoever asked looks."""
    return OutcomeUnknown("what was made is not in the answer", system="cin7", operation=operation)
