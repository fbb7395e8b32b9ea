"""Customers and where they live, made up from the little an order says of them."""

import re
from dataclasses import dataclass
from typing import ClassVar

from sandbox.shopify.identifiers import gid

COUNTRIES = {
    "Australia": "AU",
    "Austria": "AT",
    "Bahrain": "BH",
    "Belgium": "BE",
    "Brazil": "BR",
    "Canada": "CA",
    "Channel Islands": "JE",
    "Cyprus": "CY",
    "Czech Republic": "CZ",
    "Denmark": "DK",
    "EIRE": "IE",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "Hong Kong": "HK",
    "Iceland": "IS",
    "Ireland": "IE",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Lebanon": "LB",
    "Lithuania": "LT",
    "Malta": "MT",
    "Netherlands": "NL",
    "New Zealand": "NZ",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "RSA": "ZA",
    "Saudi Arabia": "SA",
    "Singapore": "SG",
    "South Africa": "ZA",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "USA": "US",
    "United Arab Emirates": "AE",
    "United Kingdom": "GB",
    "United States": "US",
}
"""Names as shops and invoices write them; a name that is not here has no code."""

NAMES = {code: name for name, code in reversed(COUNTRIES.items())} | {
    "IE": "Ireland",
    "US": "United States",
    "ZA": "South Africa",
}


def country_code(country: str) -> str | None:
    """The two letters of a country given by name or by its letters; None when unknown."""
    if len(country) == 2 and country.isalpha() and country.isupper():
        return country
    return COUNTRIES.get(country)


def country_name(country: str) -> str:
    """The name of a country given by its letters, or the name itself."""
    return NAMES.get(country, country)


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who buys."""

    typename: ClassVar[str] = "Customer"
    id: int
    name: str

    @property
    def gid(self) -> str:
        """The global id."""
        return gid("Customer", self.id)

    @property
    def first_name(self) -> str:
        """All but the last word."""
        return self.name.rpartition(" ")[0] or "Customer"

    @property
    def last_name(self) -> str:
        """The last word."""
        return self.name.rpartition(" ")[2]

    @property
    def email(self) -> str:
        """An address that can never be delivered to."""
        return f"{re.sub(r'[^a-z0-9]+', '.', self.name.lower()).strip('.') or 'x'}@example.com"


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order goes."""

    country: str
    """As given: a name or two letters."""
    person: Customer | None

    @property
    def code(self) -> str | None:
        """Two letters, when the country is known."""
        return country_code(self.country)
