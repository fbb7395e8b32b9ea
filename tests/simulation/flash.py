"""``python -m tests.simulation.flash``: the demo's flash sale at speed 1, on a clock moved by hand.

The same customers at the same moments as in ``make demo FLASH=1``. All flows are the real ones;
only the ways take time, so the figures do not hang on the machine. Of the products that nobody asks
for, a fifth is on sale. No carrier desk.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from deployments.day.flash import flash_script
from deployments.day.flash_chart import draw_sale
from deployments.day.flash_figures import on_sale, section
from deployments.day.flash_tables import flash_table
from deployments.day.panel import Panel
from deployments.day.script import Order, Receipt
from deployments.day.script import Script as Day
from deployments.demo_flash import AFTER, BEFORE
from sandbox.app import create_app
from sandbox.books_timeline import timelines
from tests.simulation.driver import abandon
from tests.simulation.merchant import build_merchant
from tests.simulation.play import WATCHED, Play, Sync
from tests.simulation.script import Conditions, Script
from tests.simulation.verdict import promises_broken
from tests.town import MORNING, PLACES

CONDITIONS = Conditions(
    quick=(0.05, 0.5),
    lame=0.0,
    availability_lag=20,
    search_lag=5,
    sale_lag=10,
    lose=0.0,
    double=0.0,
    reorder=0.0,
    lost_events=0.0,
)
"""A good day: a call takes 0.1 to 1 s there and back, Cin7's figures lag by 20 s."""

OTHERS = 5
"""Of the products that nobody asks for, one in so many is on sale."""


def little_world(day: Day, seed: int) -> Script:
    """The day's products in the simulation's words; its happenings come from the day itself."""
    wanted = {line.code for order in day.orders for line in order.lines if not line.custom}
    stock = {
        product.sku: {PLACES[place]: units for place, units in product.stock.items()}
        for number, product in enumerate(day.catalogue.products)
        if product.sku in wanted or number % OTHERS == 0
    }
    return Script(seed, (day.closes - day.opens).total_seconds(), stock, CONDITIONS, ())


async def put_down(playing: Play, day: Day, panel: Panel) -> None:
    """Let the day's customers come, and its goods, each at its moment."""
    for one in day.happenings:
        if isinstance(one, Order):
            happens: Callable[[], Awaitable[object]] = partial(panel.check_out, one)
        elif isinstance(one, Receipt):
            happens = partial(panel.receive, await panel.order_stock(one))
        else:
            raise ValueError(f"a day with a sale has no {type(one).__name__}")
        playing.driver.after((one.at - day.opens).total_seconds(), _job(happens))


def _job(happens: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    async def job() -> None:
        await happens()

    return job


async def play_sale(seed: int, folder: Path) -> tuple[dict[str, Any], bytes, list[str]]:
    """Play it to its rest: the report's part about the sale, the picture, and what was broken."""
    day = flash_script(MORNING, seed)
    assert day.sale is not None
    script = little_world(day, seed)
    async with AsyncExitStack() as stack:
        merchant = await build_merchant(script, folder, stack)
        playing = Play(script, merchant, Sync.OURS)
        try:
            playing.begin()
            http = httpx.AsyncClient(transport=httpx.ASGITransport(create_app(playing.town.world)))
            panel = Panel(await stack.enter_async_context(http), "http://sandbox")
            await put_down(playing, day, panel)
            restless = await playing.to_rest()
            crashed = [run.crash for run in playing.runs if run.crash]
            broken, _ = promises_broken(playing.town, WATCHED, playing.driver.waited_in_vain)
            town = playing.town
            told = timelines(town.world.journal, town.claims(), day.sale.skus)
        finally:
            await abandon(playing.runs)
    products = on_sale(told.to_json(), day)
    part = section(products, day, 1.0)
    close = (day.sale.begins - BEFORE, day.sale.ends + AFTER)
    picture = draw_sale(products, part, (day.opens, day.closes), close)
    return part, picture, crashed + broken + restless


def main() -> int:
    """Play one sale, show its table; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.flash", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--picture", type=Path, help="where to put the picture")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "world"
        own.mkdir()
        part, picture, wrong = asyncio.run(play_sale(asked.seed, own))
    if asked.picture:
        asked.picture.write_bytes(picture)
    console = Console(width=80)
    console.print(flash_table(part))
    for said in wrong[:12]:
        console.print(said, markup=False, highlight=False)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
