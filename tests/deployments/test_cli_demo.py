"""What the demo's command asks for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from dotenv import dotenv_values
from filelock import FileLock

from deployments.commands.demo import FLASH_SPEED, SPEED, speed_of
from deployments.demo import Asked, script_for
from deployments.demo_settings import leave_env
from tests.deployments.conftest import Say
from tests.town import ROOT

TODAY = datetime(2026, 11, 23, tzinfo=UTC).date()


def asked(*, flash: bool) -> Asked:
    return Asked(12, 7, None, TODAY, ROOT / "rules.toml", Path("var"), flash=flash)


def test_a_flash_sale_is_played_when_it_is_asked_for_and_else_a_whole_day() -> None:
    assert script_for(asked(flash=True)).sale is not None
    assert script_for(asked(flash=False)).sale is None


@pytest.mark.parametrize(
    ("given", "flash", "speed"),
    [(None, False, SPEED), (None, True, FLASH_SPEED), (60.0, False, 60.0), (30.0, True, 30.0)],
    ids=["a day", "a sale", "a day, as given", "a sale, as given"],
)
def test_a_sale_is_slower_unless_a_speed_is_given(
    given: float | None, flash: bool, speed: float
) -> None:
    assert speed_of(given, flash=flash) == speed
    assert FLASH_SPEED < SPEED


def test_the_command_takes_the_option_and_goes_as_far_as_another_demos_folder(
    stocksteady: Say, tmp_path: Path
) -> None:
    with FileLock(tmp_path / "demo.lock"):
        said = stocksteady("demo", "--flash-sale", "--folder", str(tmp_path / "demo"))
    assert said.code == 4
    assert "another demo runs in" in said.text


def test_a_sale_on_real_order_lines_is_refused(stocksteady: Say, tmp_path: Path) -> None:
    lines = tmp_path / "orders.csv"
    lines.write_text("InvoiceNo\n")
    said = stocksteady("demo", "--flash-sale", "--orders", str(lines))
    assert said.code == 2
    assert "leave either it or --orders out" in said.text


def test_a_day_that_is_no_date_is_refused(stocksteady: Say) -> None:
    said = stocksteady("demo", "--day", "6 October")
    assert said.code == 2
    assert "%Y-%m-%d" in said.text


def test_commands_typed_in_the_demos_folder_speak_to_the_demo(
    stocksteady: Say,
    environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in environment:
        monkeypatch.delenv(name)
    leave_env(environment, tmp_path)
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
    assert stocksteady("ledger", "upgrade").code == 0
    assert Path(environment["STOCKSTEADY_LEDGER_URL"].removeprefix("sqlite:///")).exists()
    doctor = stocksteady("doctor", "--json")
    assert doctor.json[0]["name"] == "settings"
    assert doctor.json[0]["verdict"] == "good"


def test_a_folder_with_an_apostrophe_is_named_rightly_in_the_demos_settings(tmp_path: Path) -> None:
    strange = r"sqlite:////home/o'neil\dem o/ledger.db"
    leave_env({"STOCKSTEADY_LEDGER_URL": strange}, tmp_path)
    assert dotenv_values(tmp_path / ".env") == {"STOCKSTEADY_LEDGER_URL": strange}
