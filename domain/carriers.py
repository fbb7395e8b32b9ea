"""What the storefront's customers read of a carrier (Shopify's list of companies is exact)."""

from collections.abc import Mapping
from dataclasses import dataclass

COMPANIES: Mapping[str, str] = {
    "stamps_com": "USPS",
    "usps": "USPS",
    "ups": "UPS",
    "ups_walleted": "UPS",
    "fedex": "FedEx",
    "fedex_uk": "FedEx",
    "globalmail": "DHL eCommerce",
    "canada_post": "Canada Post",
    "royal_mail": "Royal Mail",
    "australia_post": "Australia Post",
    "ontrac": "OnTrac",
    "lasership": "Lasership",
    "asendia": "Asendia USA",
    "purolator": "Purolator",
    "dpd": "DPD",
    "dpd_uk": "DPD UK",
    "dpd_local": "DPD Local",
    "evri": "Evri",
    "hermes": "Evri",
}
"""Carrier code of the desk to the name exactly as Shopify's list has it."""
FAMILIES: Mapping[str, str] = {
    "dhl_express": "DHL Express",
    "dhl_ecommerce": "DHL eCommerce",
    "dpd": "DPD",
}
"""The same for codes that begin so."""


@dataclass(frozen=True, slots=True)
class Company:
    """What the customer reads; ``known``: Shopify makes the link by itself."""

    name: str
    known: bool


def company_for(carrier_code: str, companies: Mapping[str, str]) -> Company:
    """The carrier's name for the storefront; an unknown one keeps the desk's code and wants a link.

    ``companies`` are the merchant's own names and go first; they are taken to stand in Shopify's
    list.
    """
    code = carrier_code.strip().casefold()
    own = {key.strip().casefold(): name for key, name in companies.items()}
    if code in own:
        return Company(own[code], True)
    if code in COMPANIES:
        return Company(COMPANIES[code], True)
    for family, name in FAMILIES.items():
        if code.startswith(family):
            return Company(name, True)
    return Company(carrier_code, False)
