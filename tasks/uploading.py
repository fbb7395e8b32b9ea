"""The digest's chart, put into the channel once; found again by its title."""

from dataclasses import asdict
from datetime import date, timedelta

from clients.errors import Denied, Rejected
from clients.slack.client import SlackClient
from domain.alert_rules import Lane
from domain.digest import Risk
from ledger.models import Effect, EffectKind
from tasks.effects import Deed, Outcome, carry_out
from tasks.outside import outside

SKEW = timedelta(seconds=60)
"""How far Slack's clock may be behind ours."""


async def send_chart(day: date, risks: list[Risk]) -> Outcome:
    """Show the chart of a day's digest.

    Safe to run twice and at once: what was decided first is drawn, whoever draws it, and a chart of
    this title is looked for after a doubt.

    Raises:
        ClientError: Slack is out of reach, throttles or refuses us.
    """
    world = outside()
    return await carry_out(
        Deed(
            EffectKind.UPLOAD_FILE,
            f"digest chart {day.isoformat()}",
            subject=f"digest of {day.isoformat()}",
            detail={
                "channel": world.channel_of(Lane.DIGEST),
                "title": f"Riskiest shelves on {day.isoformat()}",
                "risks": [asdict(risk) for risk in risks],
            },
            act=upload_chart,
            look=look_for_chart,
        )
    )


async def upload_chart(effect: Effect) -> str:
    """Draw what stands in the effect and share it; the file's id.

    Raises:
        Rejected: Nothing here can draw, or the bot may not upload: this day has no chart.
    """
    told = effect.detail
    try:
        from tasks.chart import draw
    except ImportError as error:
        raise Rejected(f"no chart: {error}", system="chart", operation="draw") from error
    image = draw([Risk(**risk) for risk in told["risks"]])
    name = f"{effect.key.replace(' ', '-')}.png"
    try:
        return await _slack().upload(str(told["channel"]), name, str(told["title"]), image)
    except Denied as error:
        raise Rejected(str(error), system=error.system, operation=error.operation) from error


async def look_for_chart(effect: Effect) -> str | None:
    """Read the channel since this was decided: the file of this chart's title."""
    told = effect.detail
    since = effect.created_at - SKEW
    return await _slack().shared(str(told["channel"]), str(told["title"]), since=since)


def _slack() -> SlackClient:
    slack = outside().slack
    if slack is None:
        raise Rejected("no Slack is configured", system="slack", operation="any")
    return slack
