"""What must fit together in the rules of alerts."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from settings.problems import Problem
from settings.rules_file import RulesFile
from settings.rules_unknown import unknown

NAMES = {"skus", "tag", "brand", "category", "warehouse", "store", "name"}
"""Keys that say for whom a rule is, not what it says."""


def alert_misfits(rules: RulesFile) -> Iterator[Problem]:
    """Find what is wrong between tables that are each right by themselves."""
    for number, table in enumerate(rules.thresholds.rules):
        where = f"thresholds.rules[{number}]"
        if not table.model_fields_set - NAMES:
            mend = "Add low_units, lead_days or another number, or take the rule out."
            yield Problem(where, "it says nothing", mend)
        if table.store is not None:
            yield from unknown(f"{where}.store", table.store, "store", rules.stores)
            shelves = table.model_fields_set - NAMES - {"lane"}
            if shelves:
                mend = "Take the store out: a shelf is no store's. With lane alone it may stay."
                yield Problem(f"{where}.store", f"{', '.join(sorted(shelves))} go by shelf", mend)
        if table.warehouse is not None:
            yield from unknown(f"{where}.warehouse", table.warehouse, "warehouse", rules.warehouses)
    try:
        ZoneInfo(rules.alerts.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        mend = 'Write a zone such as "Europe/London".'
        yield Problem("alerts.time_zone", "there is no such zone", mend, rules.alerts.time_zone)
    if bool(rules.alerts.escalate_after_hours) != bool(rules.alerts.escalate_to):
        mend = "Set both escalate_after_hours and escalate_to, or neither."
        yield Problem("alerts", "it says only half of whom to call and when", mend)
