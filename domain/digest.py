"""The daily digest: how much is open, what is riskiest, what came back, what stands still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.alert_rules import Lane
from domain.alerts import EMPTYING, Alert
from domain.lanes import lane_of
from domain.telling import escaped, named

RISKIEST = 10


@dataclass(frozen=True, slots=True)
class Open:
    """One condition that is open, or was until lately."""

    kind: str
    subject: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Risk:
    """One shelf of the digest's list and chart; ``days`` None: nobody knows."""

    subject: str
    units: int
    days: float | None
    a_day: str
    order: int | None


def digest_due(now: datetime, at: time | None, zone: str, last: date | None) -> date | None:
    """The local day whose digest is to be said now; None when it was, or is not time yet."""
    if at is None:
        return None
    local = now.astimezone(ZoneInfo(zone))
    return local.date() if local.time() >= at and last != local.date() else None


def riskiest(rows: Sequence[Open], most: int = RISKIEST) -> list[Risk]:
    """The shelves that are empty, or will be soonest."""
    risks = [_risk(row) for row in rows if row.kind in set(EMPTYING)]
    return sorted(risks, key=lambda one: (one.days is None, one.days or 0, one.units, one.subject))[
        :most
    ]


def words(day: date, rows: Sequence[Open], over: Sequence[Open]) -> str:
    """The digest's text, in Slack's mark-up; below 4,000 characters.

    Args:
        day: The local day.
        rows: Everything that is open.
        over: What was settled since the last one.
    """
    lanes = [lane_of(row.kind, row.detail) for row in rows]
    told = [
        f"📋 *Stock on {day:%A, %d %B}*",
        f"{lanes.count(Lane.ACT_NOW)} to act on now · {lanes.count(Lane.TODAY)} for today · "
        f"{lanes.count(Lane.DIGEST)} only here · {len(over)} settled since the last digest",
    ]
    risks = riskiest(rows)
    if risks:
        told.append("*Riskiest*")
        told += [f"• {_line(risk)}" for risk in risks]
    back = [row.subject for row in over if row.kind == Alert.SOLD_OUT]
    told += _named("Back in stock", back)
    told += _named("Sells no more", [r.subject for r in rows if r.kind == Alert.DEAD_STOCK])
    troubles = [row.subject for row in rows if row.kind not in set(Alert)]
    told += _named("Waits for a person", troubles)
    if len(told) == 2:
        told.append("Every shelf lasts.")
    return "\n".join(told)


def _risk(row: Open) -> Risk:
    units, days, order = (row.detail.get(name) for name in ("units", "days_left", "order"))
    return Risk(
        row.subject,
        units if isinstance(units, int) else 0,
        float(days) if isinstance(days, (int, float)) else None,
        str(row.detail.get("a_day") or ""),
        order if isinstance(order, int) and order > 0 else None,
    )


def _line(risk: Risk) -> str:
    if risk.units <= 0:
        said = "sold out"
    elif risk.days is None:
        said = f"{risk.units} left"
    else:
        said = f"{risk.units} left, about {max(1, round(risk.days))} days"
    parts = [f"{escaped(risk.subject[:80])}: {said}"]
    if risk.a_day:
        parts.append(f"{escaped(risk.a_day)} a day")
    if risk.order:
        parts.append(f"order {risk.order}")
    return ", ".join(parts)


def _named(title: str, subjects: Sequence[str]) -> list[str]:
    if not subjects:
        return []
    return [f"*{title}*: {named([escaped(one[:80]) for one in subjects])}"]
