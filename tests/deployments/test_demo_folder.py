"""A demo empties only a folder of its own, and never under another demo."""

from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock
from rich.console import Console

from deployments.demo import Asked, demo
from deployments.house import MARK, House, Plan
from deployments.processes import HouseFault
from settings.load import load_rules
from tests.town import ROOT

RULES = ROOT / "rules.toml"


async def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    plan = Plan(tmp_path, ROOT, load_rules(RULES), RULES, speed=180, seed=1)
    with pytest.raises(HouseFault, match="holds other things"):
        await House(plan).__aenter__()
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


async def test_a_second_demo_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / MARK).touch()
    (folder / "ledger.db").write_text("the first demo's")
    asked = Asked(180, 1, None, date(2026, 1, 1), RULES, folder)
    with (
        FileLock(tmp_path / "demo.lock"),
        pytest.raises(HouseFault, match="another demo runs"),
    ):
        await demo(asked, Console(quiet=True))
    assert (folder / "ledger.db").read_text() == "the first demo's"
