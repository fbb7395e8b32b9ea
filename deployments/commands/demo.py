"""``stocksteady demo``: one business day with the pretend vendors, no credentials needed."""

import asyncio
import contextlib
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from deployments.commands.say import Exit, fail, told
from deployments.project import ROOT

if TYPE_CHECKING:
    from deployments.demo import Asked

DEFAULT_DAY = datetime(2011, 10, 6, tzinfo=UTC)

SPEED = 100.0
"""What two cores keep up with: the start of a run costs them three seconds of processor time."""

FLASH_SPEED = 12.0
"""Slower, so that a flow's start, which takes wall seconds, is not most of a ten-minute sale."""


@told
def demo(
    speed: Annotated[
        float | None,
        typer.Option(
            min=1,
            help="How many times faster than the wall.",
            show_default=f"{SPEED:g}; {FLASH_SPEED:g} with --flash-sale",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of chance; the same seed, the same day.")] = 7,
    orders: Annotated[
        Path | None,
        typer.Option(help="Real order lines, CSV or CSV.gz.", exists=True, dir_okay=False),
    ] = None,
    flash_sale: Annotated[
        bool,
        typer.Option(
            "--flash-sale", help="A short made-up day: 50 times the velocity for ten minutes."
        ),
    ] = False,
    day: Annotated[
        datetime,
        typer.Option(
            help="Which day of the file.",
            formats=["%Y-%m-%d"],
            show_default=f"{DEFAULT_DAY:%Y-%m-%d}",
        ),
    ] = DEFAULT_DAY,
    rules: Annotated[Path, typer.Option(help="The rules file.")] = ROOT / "rules.toml",
    folder: Annotated[
        Path, typer.Option(help="Where its data, logs and report go; emptied first.")
    ] = ROOT / "var" / "demo",
    stay: Annotated[
        bool | None,
        typer.Option("--stay/--leave", help="Stay up for a look; else so in a terminal only."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with the report alone.")] = False,
) -> None:
    """Play a day and show which promises were kept; exit code 1 when one was not."""
    from deployments.day.online_retail import UnreadableOrders
    from deployments.day.panel import PanelRefused
    from deployments.demo import Asked
    from deployments.prefect_file import BadPrefectFile
    from deployments.processes import HouseFault

    if flash_sale and orders is not None:
        raise typer.BadParameter("a flash sale is made up: leave either it or --orders out")
    in_terminal = sys.stdout.isatty() and sys.stdin.isatty()
    asked = Asked(
        speed=speed_of(speed, flash=flash_sale),
        seed=seed,
        orders=orders,
        day=day.date(),
        rules=rules,
        folder=folder,
        stay=in_terminal if stay is None else stay,
        flash=flash_sale,
    )
    console = Console(stderr=as_json)
    try:
        code = asyncio.run(_until_told(asked, console))
    except (UnreadableOrders, BadPrefectFile) as error:
        raise fail(error, Exit.SETTINGS) from error
    except (HouseFault, PanelRefused) as error:
        raise fail(error, Exit.OUTSIDE) from error
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        raise fail("ended before the day was over", Exit.INTERRUPTED) from error
    if as_json:
        typer.echo((folder / "report.json").read_text(encoding="utf-8"))
    raise typer.Exit(code)


def speed_of(given: float | None, *, flash: bool) -> float:
    """The speed given, else the day's own."""
    if given is not None:
        return given
    return FLASH_SPEED if flash else SPEED


async def _until_told(asked: "Asked", console: Console) -> int:
    """A SIGTERM ends the demo as Ctrl-C does: everything is taken down."""
    from deployments.demo import demo as play

    task = asyncio.current_task()
    with contextlib.suppress(NotImplementedError):
        if task is not None:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await play(asked, console)
