"""What ShipStation tells of an account: warehouses, carriers, webhooks."""

from pydantic import Field

from clients.shipstation.fields import Answer, Flag, Rows, SeId, Text
from clients.shipstation.models_shipments import Address


class Warehouse(Answer):
    """A Ship From Location. Find it by its name: ids of V1 and V2 may differ."""

    warehouse_id: SeId
    name: Text
    is_default: Flag = False
    origin_address: Address | None = Field(default=None, repr=False)


class WarehouseList(Answer):
    """All warehouses; one page."""

    warehouses: tuple[Warehouse, ...]


class Service(Answer):
    """A service of a carrier, by its code (``fedex_ground``)."""

    service_code: Text
    name: Text = ""
    domestic: Flag = False
    international: Flag = False


class Carrier(Answer):
    """A carrier account. Two accounts of one carrier share ``carrier_code``, never the id."""

    carrier_id: SeId
    carrier_code: Text
    nickname: Text = ""
    friendly_name: Text = ""
    primary: Flag = False
    disabled_by_billing_plan: Flag = False
    services: Rows[Service] = ()


class CarrierList(Answer):
    """The carriers, and whether that is all of them."""

    carriers: tuple[Carrier, ...]
    errors: Rows[object] = Field(default=(), repr=False)

    @property
    def is_whole(self) -> bool:
        """ShipStation could ask every carrier (else it answers 207 with errors beside them)."""
        return not self.errors


class WebhookHeader(Answer):
    """A header that ShipStation sends with each delivery; its value is a secret of ours."""

    key: Text
    value: Text = Field(default="", repr=False)


class Webhook(Answer):
    """A subscription to one event."""

    webhook_id: SeId
    event: Text
    url: Text
    name: Text = ""
    store_id: Text = ""
    headers: Rows[WebhookHeader] = Field(default=(), repr=False)
