"""Pick, pack, ship, invoice and credit note of Cin7 Core sales."""

from clients.cin7.bodies_fulfilment import PackBody, PickBody, ShipBody
from clients.cin7.bodies_money import CreditNoteBody, InvoiceBody
from clients.cin7.caller import Caller
from clients.cin7.fields import Answer, Guid, Rows
from clients.cin7.models_documents import CreditNote, Invoice
from clients.cin7.models_fulfilment import Fulfilment, Fulfilments, Pack, Pick, Ship
from clients.pace import Lane


class Invoices(Answer):
    """All invoices of a sale."""

    sale_id: Guid
    invoices: Rows[Invoice] = ()


class CreditNotes(Answer):
    """All credit notes of a sale."""

    sale_id: Guid
    credit_notes: Rows[CreditNote] = ()


class Fulfilling(Caller):
    """The stages after the order. Each is written authorised and in one go.

    Look at ``fulfilments`` (or the sale) before a second try: a stage that is authorised already
    refuses, and a draft would get its lines twice.
    """

    async def fulfilments(
        self, sale_id: str, *, lane: Lane = Lane.URGENT
    ) -> tuple[Fulfilment, ...]:
        """Read the shipments of a sale with their stages; the task id is never to be guessed.

        Source: ``GET /sale/fulfilment``, Cin7 Core External API v2.
        """
        found = await self._read(Fulfilments, "sale/fulfilment", {"SaleID": sale_id}, lane=lane)
        return found.fulfilments

    async def pick(self, body: PickBody, *, lane: Lane = Lane.URGENT) -> Pick:
        """Write and authorise which units are taken from where. The order must be authorised.

        Raises:
            StageRefused: The pick is authorised already, or the order is not.
            OutcomeUnknown: It may stand; read the fulfilments.

        Source: ``POST /sale/fulfilment/pick``, Cin7 Core External API v2.
        """
        return await self._write(Pick, "POST", "sale/fulfilment/pick", body=body, lane=lane)

    async def pack(self, body: PackBody, *, lane: Lane = Lane.URGENT) -> Pack:
        """Write and authorise which units lie in which box. The pick must be authorised.

        Raises:
            StageRefused: The pack is authorised already, or the pick is not.
            OutcomeUnknown: It may stand; read the fulfilments.

        Source: ``POST /sale/fulfilment/pack``, Cin7 Core External API v2.
        """
        return await self._write(Pack, "POST", "sale/fulfilment/pack", body=body, lane=lane)

    async def ship(self, body: ShipBody, *, lane: Lane = Lane.URGENT) -> Ship:
        """Write and authorise the parcels with their tracking; the units leave the shelf now.

        Raises:
            StageRefused: The shipment is authorised already, or the pack is not.
            OutcomeUnknown: It may stand; read the fulfilments.

        Source: ``POST /sale/fulfilment/ship``, Cin7 Core External API v2.
        """
        return await self._write(Ship, "POST", "sale/fulfilment/ship", body=body, lane=lane)

    async def invoice(self, body: InvoiceBody, *, lane: Lane = Lane.URGENT) -> tuple[Invoice, ...]:
        """Write an invoice, and give the invoices of the sale. The order must be authorised.

        Raises:
            StageRefused: The order is not authorised, or a simple sale has its invoice.
            OutcomeUnknown: It may stand; read the sale.

        Source: ``POST /sale/invoice``, Cin7 Core External API v2.
        """
        done = await self._write(Invoices, "POST", "sale/invoice", body=body, lane=lane)
        return done.invoices

    async def credit_note(
        self, body: CreditNoteBody, *, lane: Lane = Lane.URGENT
    ) -> tuple[CreditNote, ...]:
        """Write a credit note, and give those of the sale. Only ``restock`` moves stock.

        Raises:
            StageRefused: The invoice it names is neither authorised nor paid.
            OutcomeUnknown: It may stand; read the sale.

        Source: ``POST /sale/creditnote``, Cin7 Core External API v2.
        """
        done = await self._write(CreditNotes, "POST", "sale/creditnote", body=body, lane=lane)
        return done.credit_notes
