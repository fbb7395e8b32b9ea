"""Where parcels leave from, and who carries them."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.shipstation.errors import Json
from sandbox.shipstation.wire import moment


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A place that parcels are shipped from."""

    warehouse_id: str
    name: str
    is_default: bool
    created_at: datetime
    country: str = "GB"

    def address(self) -> dict[str, Json]:
        """Where it stands."""
        return {
            "name": self.name,
            "phone": "+44 20 7946 0000",
            "company_name": "Stock & Sons",
            "address_line1": "1 Dock Road",
            "city_locality": self.name,
            "state_province": "England",
            "postal_code": "E1 1AA",
            "country_code": self.country,
            "address_residential_indicator": "no",
        }

    def to_json(self) -> dict[str, Json]:
        """As it goes over the wire."""
        return {
            "warehouse_id": self.warehouse_id,
            "is_default": self.is_default,
            "name": self.name,
            "created_at": moment(self.created_at),
            "origin_address": self.address(),
            "return_address": self.address(),
        }


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier account with its services: code -> name."""

    carrier_id: str
    carrier_code: str
    name: str
    services: dict[str, str] = field(default_factory=dict)
    tracking_prefix: str = "TR"

    def services_json(self) -> list[dict[str, Json]]:
        """The services as they go over the wire."""
        return [
            {
                "carrier_id": self.carrier_id,
                "carrier_code": self.carrier_code,
                "service_code": code,
                "name": name,
                "domestic": "international" not in code,
                "international": "international" in code,
                "is_multi_package_supported": True,
            }
            for code, name in self.services.items()
        ]

    def to_json(self) -> dict[str, Json]:
        """As it goes over the wire."""
        return {
            "carrier_id": self.carrier_id,
            "carrier_code": self.carrier_code,
            "account_number": self.carrier_id.removeprefix("se-"),
            "requires_funded_amount": False,
            "balance": 0.0,
            "nickname": self.name,
            "friendly_name": self.name,
            "primary": True,
            "has_multi_package_supporting_services": True,
            "supports_label_messages": True,
            "disabled_by_billing_plan": False,
            "services": self.services_json(),
            "packages": [{"package_code": "package", "name": "Package"}],
            "options": [],
        }


def usual_carriers() -> list[Carrier]:
    """The accounts that every new company has."""
    royal_mail = {
        "royal_mail_tracked_48": "Royal Mail Tracked 48",
        "royal_mail_tracked_24": "Royal Mail Tracked 24",
    }
    dhl = {
        "dhl_express_domestic": "DHL Express Domestic",
        "dhl_express_international": "DHL Express International",
    }
    return [
        Carrier("se-700001", "royal_mail", "Royal Mail", royal_mail, "RM"),
        Carrier("se-700002", "dhl_express", "DHL Express", dhl, "JD"),
    ]
