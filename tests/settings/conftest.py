"""A merchant's environment and rules file, right unless a test makes them wrong."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

RIGHT = """
[warehouses.main]
cin7_location = "Main Warehouse"
countries = ["GB"]

[warehouses.south]
cin7_location = "South Warehouse"
countries = ["DE", "GB"]

[stores.uk]
shop_domain = "uk.myshopify.example"
currency = "GBP"
cin7_customer = "Shopify UK"
orders = "create"
tax_rule = "No VAT"
locations = { 101 = "main", 103 = "south" }

[routing]
priority = ["south", "main"]

[codes]
shipping = "Carriage"
charge = { POST = "Carriage" }
"""


SAYS_SO = "\n[[buffers]]\nexact = true\n"
"""A file without a rule for a row is refused; it stands last, so that tests count from 0."""


@pytest.fixture
def rules_file(tmp_path: Path) -> Callable[..., Path]:
    """Write the right rules with some words changed, or with lines added."""

    def write(*changed: tuple[str, str], more: str = "", default: str = SAYS_SO) -> Path:
        text = RIGHT
        for before, after in changed:
            assert before in text
            text = text.replace(before, after)
        path = tmp_path / "mine.toml"
        path.write_text(text + more + default, encoding="utf-8")
        return path

    return write


@pytest.fixture
def environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., pytest.MonkeyPatch]:
    """Set the variables of one store and of Cin7, and others; None takes one away."""
    for name in list(os.environ):
        if name.startswith(("STOCKSTEADY_", "PREFECT_API_URL")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def put(**variables: str | None) -> pytest.MonkeyPatch:
        right: dict[str, str | None] = {
            "CIN7__ACCOUNT_ID": "account-1",
            "CIN7__APPLICATION_KEY": "app-key-very-secret",
            "SHOPIFY__STORES__UK__TOKEN": "shpat_very_secret",
            "SHOPIFY__STORES__UK__WEBHOOK_SECRETS": "old-secret, new-secret",
        }
        for name, value in {**right, **variables}.items():
            if value is not None:
                monkeypatch.setenv(f"STOCKSTEADY_{name}", value)
        return monkeypatch

    return put
