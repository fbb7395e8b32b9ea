"""The tables of the rules file that say what is worth a word, and who is to hear it."""

from datetime import time
from typing import Literal

from pydantic import Field

from settings.rules_stock_file import ProductsTable
from settings.rules_words import Table

DAYS = "Write days, 0 to 365."


class AlertRuleTable(ProductsTable):
    """``[[thresholds.rules]]``: what is left out is as in ``[thresholds]``."""

    store: str | None = Field(None, description="Name a store of this file, or leave it out.")
    low_units: int | None = Field(None, ge=0, description="Write a number of units, 0 or more.")
    lead_days: int | None = Field(None, ge=0, le=365, description=DAYS)
    margin_days: int | None = Field(None, ge=0, le=365, description=DAYS)
    order_days: int | None = Field(None, ge=1, le=365, description="Write days, 1 to 365.")
    spike_times: float | None = Field(
        None, ge=0, description="Write how many times as fast, or 0 for never."
    )
    dead_days: int | None = Field(None, ge=0, le=3_650, description="Write days, or 0 for never.")
    lane: Literal["act-now", "today", "digest"] | None = Field(
        None, description='Write "act-now", "today" or "digest".'
    )


class AlertsTable(Table):
    """``[alerts]``."""

    digest_at: time | None = Field(
        None, description="Write a local time such as 08:00:00, or leave it out."
    )
    time_zone: str = Field("UTC", description='Write the zone of it, such as "Europe/London".')
    escalate_after_hours: int = Field(0, ge=0, le=720, description="Write hours, or 0 for never.")
    escalate_to: str = Field(
        "", pattern=r"^([UW][A-Z0-9]+)?$", description='Write a Slack member id, such as "U0123".'
    )
