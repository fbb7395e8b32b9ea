"""A merchant whose settings stand in the environment, and the command line to ask about it."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from deployments.cli import app
from deployments.demo_settings import Addresses, demo_env, new_keys
from settings.clock import Clock
from settings.load import load_rules
from tests.town import MORNING, ROOT, Town, build_town

RULES = ROOT / "rules.toml"


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    result: Result

    @property
    def code(self) -> int:
        return self.result.exit_code

    @property
    def json(self) -> Any:
        return json.loads(self.result.stdout)

    @property
    def text(self) -> str:
        return " ".join(self.result.output.split())


Say = Callable[..., Answer]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings of a merchant, and nothing of the machine's own."""
    for name in list(os.environ):
        if name.startswith(("STOCKSTEADY_", "PREFECT_")):
            monkeypatch.delenv(name)
    rules = load_rules(RULES)
    settings = demo_env(
        rules=rules,
        rules_file=RULES,
        ledger=tmp_path / "ledger.db",
        clock=Clock(MORNING, datetime.now(UTC), 1.0),  # noqa: TID251 - as the demo begins
        at=Addresses(sandbox=1, receiver=2, prefect=3),
        keys=new_keys(rules),
    )
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return settings


@pytest.fixture
def stocksteady(environment: dict[str, str]) -> Say:
    """Type ``stocksteady <words>``."""

    def say(*words: str) -> Answer:
        return Answer(CliRunner().invoke(app, list(words), env={"COLUMNS": "250"}))

    return say


@pytest.fixture
async def town(environment: dict[str, str]) -> AsyncIterator[Town]:
    """The merchant's world, standing, with the ledger that the settings name."""
    async with AsyncExitStack() as stack:
        yield await build_town(environment["STOCKSTEADY_LEDGER_URL"], stack)


async def beside(say: Say, *words: str) -> Answer:
    """Type it in another thread, as commands start a loop of their own."""
    return await asyncio.to_thread(say, *words)
