"""``stocksteady stock preview``: what would be shown at a moment, and what withheld, and why."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from deployments.commands.remembered import check_ledger
from deployments.commands.say import AsJson, Exit, Misused, answer, no_stranger, rows, told
from deployments.commands.stock_approve import approve
from settings.load import load

if TYPE_CHECKING:
    from tasks.stock_preview import Preview

app = typer.Typer(help="What the storefronts may show.", no_args_is_help=True)
app.command("approve")(approve)

Many = list[str] | None

MOST_LINES = 100
"""More than this nobody reads in a table; ``--json`` tells all of them."""


@app.command("preview")
@told
def preview(
    at: Annotated[
        str | None, typer.Option(help="Such as 2026-11-27T09:00; now if left out.")
    ] = None,
    time_zone: Annotated[
        str, typer.Option(help="Of a time without an offset, such as Europe/London.")
    ] = "UTC",
    store: Annotated[Many, typer.Option(help="Only this store; may be repeated.")] = None,
    sku: Annotated[Many, typer.Option(help="Only this SKU; may be repeated.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read the shelf and the shops, decide by the rules in force then, and write nothing.

    Ends with 1 when the change would be held back as too large.
    """
    when = moment(at, time_zone)
    no_stranger("store", store or (), load()[1].stores)
    check_ledger()
    found = asyncio.run(_foreseen(when, store, sku))
    if found.unknown and not found.rows:
        named = ", ".join(sorted(found.unknown))
        raise Misused(f"no full run of sync-stock has met these SKUs in a store: {named}")
    answer(found.to_json(), as_json=as_json, table=rows(_title(found), _lines(found), "No rows."))
    if found.held is not None:
        typer.echo(f"stocksteady: held back it would be: {found.held}", err=True)
        raise typer.Exit(int(Exit.AMISS))


def moment(said: str | None, time_zone: str) -> datetime | None:
    """Read a moment as a person writes it; None for none.

    Raises:
        Misused: It is no time, or the zone is none.
    """
    try:
        zone = ZoneInfo(time_zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise Misused(
            f"there is no time zone {time_zone!r}; write --time-zone like Europe/London"
        ) from None
    if said is None:
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise Misused(f"{said!r} is no time; write --at like 2026-11-27T09:00") from None
    return (at.replace(tzinfo=zone) if at.tzinfo is None else at).astimezone(UTC)


async def _foreseen(at: datetime | None, stores: Many, skus: Many) -> "Preview":
    from flows.doors import open_doors
    from tasks.outside import outside
    from tasks.stock_preview import preview as foresee

    async with open_doors():
        world = outside()
        return await foresee(
            at or world.now(),
            frozenset(stores) if stores else None,
            frozenset(skus) if skus else None,
        )


def _title(found: "Preview") -> str:
    said = f"At {found.at:%Y-%m-%d %H:%M} UTC, {' and '.join(found.peaks) or 'no peak'}"
    if len(found.rows) > MOST_LINES:
        said += f": {len(found.rows)} rows, the {MOST_LINES} that would change most"
    return said


def _lines(found: "Preview") -> list[dict[str, object]]:
    """Of ``--json`` all but the rule, which the sentence names."""
    from tasks.stock_preview import line

    told_of = (dict(line(row)) for row in found.rows[:MOST_LINES])
    return [{name: row[name] for name in row if name != "rule"} for row in told_of]
