"""What the webhooks say of a sale; the key names differ from one type to the next."""

from sandbox.cin7.documents import CreditNote, Fulfilment, Invoice, Sale
from sandbox.cin7.errors import Json
from sandbox.cin7.hooks import Hooks

NOBODY = "00000000-0000-0000-0000-000000000000"


class SaleEvents:
    """Tells the hooks what happens to sales. Ids are upper-case, as in the samples."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks

    def created(self, sale: Sale) -> None:
        """A header came into being."""
        date = sale.header.sale_order_date or sale.created.isoformat()
        payload = {
            **_sale(sale),
            **_customer(sale),
            "SaleRepEmail": None,
            "SaleOrderDate": date[:10],
            "TaskTypeSign": "0",
            "IsServiceOnly": "1" if sale.service_only else "0",
            "DownloadLink": None,
        }
        self._hooks.fire("Sale/Created", payload, sale.skus)

    def quote_authorised(self, sale: Sale) -> None:
        """The quote was authorised."""
        self._hooks.fire("Sale/QuoteAuthorised", _sale(sale), sale.skus)

    def order_authorised(self, sale: Sale) -> None:
        """The order was authorised; if something is missing, that is said as well."""
        self._hooks.fire("Sale/OrderAuthorised", _sale(sale), sale.skus)
        if any(line.backorder for line in sale.order.lines):
            self._hooks.fire("Sale/Backordered", _sale(sale), sale.skus)

    def voided(self, sale: Sale) -> None:
        """The sale is void."""
        self._hooks.fire("Sale/Voided", {**_sale(sale), **_customer(sale)}, sale.skus)

    def undone(self, sale: Sale) -> None:
        """The sale went back to draft."""
        payload = {**_sale(sale), **_customer(sale)}
        del payload["CustomerName"]
        self._hooks.fire("Sale/Undo", payload, sale.skus)

    def stage_authorised(self, kind: str, sale: Sale, fulfilment: Fulfilment) -> None:
        """A pick or pack was authorised; ``kind`` is ``Pick`` or ``Pack``."""
        payload = {**_sale(sale), "TaskID": fulfilment.task_id.upper(), **_customer(sale)}
        self._hooks.fire(f"Sale/{kind}Authorised", payload, sale.skus)

    def shipment_authorised(self, sale: Sale) -> None:
        """A shipment was authorised."""
        payload = {**_task(sale), **_customer(sale)}
        self._hooks.fire("Sale/ShipmentAuthorised", payload, sale.skus)

    def invoice_authorised(self, sale: Sale, invoice: Invoice) -> None:
        """An invoice was authorised."""
        payload = {**_task(sale), "InvoiceNumber": invoice.number, **_customer(sale)}
        self._hooks.fire("Sale/InvoiceAuthorised", payload, sale.skus)

    def credit_note_authorised(self, sale: Sale, note: CreditNote) -> None:
        """A credit note was authorised; its number has a trailing space, as in the sample."""
        payload = {
            **_sale(sale),
            "TaskID": note.task_id.upper(),
            **_customer(sale),
            "CreditNoteNumber": f"{note.number} ",
        }
        self._hooks.fire("Sale/CreditNoteAuthorised", payload, sale.skus)

    def tracking_changed(self, sale: Sale, fulfilment: Fulfilment) -> None:
        """A tracking number was set or mended."""
        shipments: list[Json] = [
            {
                "ShipmentDate": line.shipment_date,
                "TrackingNumber": line.tracking_number,
                "TrackingUrl": line.tracking_url,
                "Carrier": line.carrier,
            }
            for line in fulfilment.ship.lines
        ]
        date = (sale.header.sale_order_date or sale.created.isoformat())[:10]
        year, month, day = date.split("-")
        payload: dict[str, Json] = {
            **_sale(sale),
            "TaskID": fulfilment.task_id.upper(),
            "SaleOrderDate": f"{day}/{month}/{year}",
            "CustomerContact": sale.header.contact,
            "CustomerEmail": sale.header.email,
            "CustomerName": sale.header.customer,
            "TaskTypeSign": 0,
            "Shipments": shipments,
        }
        self._hooks.fire("Sale/ShipmentTrackingNumberChanged", payload, sale.skus)


def _sale(sale: Sale) -> dict[str, Json]:
    return {"SaleID": sale.sale_id.upper(), "SaleOrderNumber": sale.number}


def _task(sale: Sale) -> dict[str, Json]:
    return {
        "SaleTaskID": sale.sale_id.upper(),
        "TenantID": NOBODY,
        "OrderNumber": sale.number,
    }


def _customer(sale: Sale) -> dict[str, Json]:
    return {
        "CustomerName": sale.header.customer,
        "CustomerContactName": sale.header.contact,
        "CustomerContactEmail": sale.header.email,
    }
