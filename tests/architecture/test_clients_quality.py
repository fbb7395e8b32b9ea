"""Every client earns its mark: each rule of the quality scale is answered, excuses with a reason.

The rules are those of the style guide, "Every client earns its mark", in their three tiers.
"""

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml

from clients.cin7.client import Cin7Client
from clients.shopify import ShopifyClient

CLIENTS = Path(__file__).resolve().parents[2] / "clients"

TIERS = {
    "usable": (
        "injected-http-client",
        "timeout-set",
        "typed-models",
        "error-tree-complete",
        "token-never-in-a-log-or-message",
        "source-and-api-version-on-every-method",
    ),
    "trusted": (
        "pace-declared",
        "paging-guarded",
        "every-write-keyed-or-compare-and-set",
        "webhook-verified",
        "doctor-checks-credentials-and-scopes",
        "sandbox-covers-every-operation",
    ),
    "exemplary": (
        "recorded-payloads-replayed",
        "live-suite",
        "how-to-and-known-limits",
        "api-version-end-raises-an-alert",
        "logs-once-when-away-and-once-when-back",
    ),
}
RULES = [rule for rules in TIERS.values() for rule in rules]

SYSTEMS = sorted(each.parent.name for each in CLIENTS.glob("*/__init__.py"))

EXCUSES = {"todo", "exempt"}


def answers(system: str) -> dict[str, Any]:
    path = CLIENTS / system / "quality.yaml"
    assert path.exists(), f"clients/{system} has no quality.yaml"
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(said["system"], str)
    rules = said["rules"]
    assert isinstance(rules, dict)
    return rules


def test_the_clients_that_are_judged_are_all_there_are():
    assert SYSTEMS == ["cin7", "shipstation", "shopify", "slack"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_rule_is_answered_once_and_none_is_made_up(system: str):
    assert list(answers(system)) == RULES


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_rule_is_done_or_excused_with_a_reason(system: str):
    for rule, said in answers(system).items():
        assert set(said) <= {"status", "reason"}, rule
        assert said["status"] in {"done", *EXCUSES}, rule
        if said["status"] in EXCUSES:
            assert len(str(said.get("reason", "")).split()) >= 4, f"{rule} has no reason"


@pytest.mark.parametrize("client", [ShopifyClient, Cin7Client])
def test_every_public_method_names_the_vendors_operation_and_its_version(client: type):
    methods = {
        name: inspect.getdoc(method) or ""
        for name, method in inspect.getmembers(client, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    assert len(methods) > 10
    silent = [name for name, doc in methods.items() if "\nSource: " not in doc]
    assert silent == []
    if client is ShopifyClient:
        assert [name for name, doc in methods.items() if "Admin GraphQL 2026-10." not in doc] == []
