"""A receiver that can't begin says why, in the words of the settings."""

import os
from pathlib import Path

import pytest

from receiver.__main__ import main
from tests.town import ROOT


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("STOCKSTEADY_", "PREFECT_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_settings_it_names_what_is_missing() -> None:
    with pytest.raises(SystemExit, match="STOCKSTEADY_CIN7__ACCOUNT_ID"):
        main()


def test_without_a_ledger_it_makes_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STOCKSTEADY_RULES", str(ROOT / "rules.toml"))
    for name in ("CIN7__ACCOUNT_ID", "CIN7__APPLICATION_KEY"):
        monkeypatch.setenv(f"STOCKSTEADY_{name}", "x")
    for store in ("UK", "EU"):
        monkeypatch.setenv(f"STOCKSTEADY_SHOPIFY__STORES__{store}__TOKEN", "x")
    with pytest.raises(SystemExit, match="there is no ledger at"):
        main()
    assert list(tmp_path.iterdir()) == []
