"""Where the day happens: two shops, three warehouses, and which of them is near to whom.

The same names stand in the shipped rules file; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

MAIN = "Main Warehouse"
NORTH = "North Warehouse"
SOUTH = "South Warehouse"
WAREHOUSES = (MAIN, NORTH, SOUTH)
"""Cin7's names."""


@dataclass(frozen=True, slots=True)
class ShopPlace:
    """A Shopify shop.

    Args:
        domain: Its key.
        store: What the rules call it.
        currency: Three letters.
        country: Two letters.
        locations: Cin7 warehouse name by Shopify location id.
    """

    domain: str
    store: str
    currency: str
    country: str
    locations: Mapping[int, str]


UK = ShopPlace("uk.myshopify.example", "uk", "GBP", "GB", {101: MAIN, 102: NORTH, 103: SOUTH})
EU = ShopPlace("eu.myshopify.example", "eu", "GBP", "IE", {201: MAIN, 202: NORTH, 203: SOUTH})
SHOPS = (UK, EU)

COUNTRY_OF = {MAIN: "GB", NORTH: "SE", SOUTH: "DE"}
"""Where each warehouse stands."""

SERVICES = ("Carriage", "Discount", "Manual", "Gift voucher", "Refund")
"""Service products of Cin7 that carry the lines of no product."""

NORTHERN = frozenset({"Denmark", "Finland", "Iceland", "Norway", "Sweden"})
SOUTHERN = frozenset(
    {
        "Austria",
        "Belgium",
        "Cyprus",
        "Czech Republic",
        "France",
        "Germany",
        "Greece",
        "Italy",
        "Malta",
        "Netherlands",
        "Poland",
        "Portugal",
        "Spain",
        "Switzerland",
    }
)


def shop_for(country: str) -> ShopPlace:
    """The shop that sells to a country."""
    return UK if country == "United Kingdom" else EU


def nearest_warehouse(country: str) -> str:
    """The warehouse that the stock for a country's customers is laid into."""
    if country in NORTHERN:
        return NORTH
    return SOUTH if country in SOUTHERN else MAIN
