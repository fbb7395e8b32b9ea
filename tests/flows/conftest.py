"""A merchant with two shops and three warehouses for every flow test."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.town import TOGETHER, Town, build_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        yield await build_town(f"sqlite:///{tmp_path}/ledger.db", stack)


@pytest.fixture
async def shared(tmp_path: Path) -> AsyncIterator[Town]:
    """The same merchant, but that the uk shop has one location for main and north together."""
    async with AsyncExitStack() as stack:
        yield await build_town(f"sqlite:///{tmp_path}/ledger.db", stack, TOGETHER)
