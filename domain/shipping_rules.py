"""What a merchant decides about sending: the service, the box's weight, the bill, the notice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.types import WarehouseName


class InvoiceWhen(StrEnum):
    """When the Cin7 invoice of an order is made."""

    SHIPPED = "shipped"
    """With its first parcel."""
    CREDITED = "credited"
    """Only when a credit note needs one to stand on."""


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """Which service is asked for; the first rule that fits holds.

    Args:
        service: What the carrier desk is asked for, as its people call it.
        warehouse: Only from this one; None for all.
        countries: Only to these (two-letter codes); empty for all.
    """

    service: str
    warehouse: WarehouseName | None = None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShippingRules:
    """How orders are sent.

    Args:
        services: Asked in the order of the file; none fits: the carrier desk's people choose.
        default_weight_grams: The weight of a unit that no catalogue knows.
        companies: Carrier code of the carrier desk to the name Shopify's customers read, beside
            the usual ones.
        invoice: When the Cin7 invoice is made.
        notify_customer: Whether Shopify tells the customer of each parcel; off where the carrier
            desk does.
        relabel_seconds: How long a label that was voided after the customer was told may stay
            without another before a person is asked (our clock).
    """

    services: tuple[ServiceRule, ...] = ()
    default_weight_grams: int = 500
    companies: Mapping[str, str] = field(default_factory=dict)
    invoice: InvoiceWhen = InvoiceWhen.SHIPPED
    notify_customer: bool = True
    relabel_seconds: int = 86_400


@dataclass(frozen=True, slots=True)
class Service:
    """The service to ask for, and why."""

    name: str | None
    because: str


def service_for(
    rules: Sequence[ServiceRule], warehouse: WarehouseName, country: str | None
) -> Service:
    """Choose the service of a parcel from a warehouse to a country (two-letter code)."""
    for number, rule in enumerate(rules, start=1):
        if rule.warehouse not in (None, warehouse):
            continue
        if rule.countries and country not in rule.countries:
            continue
        return Service(rule.service, f"rule {number} of [[shipping.services]]")
    return Service(None, "no rule fits: the carrier desk chooses")
