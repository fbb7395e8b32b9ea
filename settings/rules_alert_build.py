"""Tables of thresholds and alerts, turned into the domain's own words."""

from domain.alert_rules import Lane
from domain.rules import AlertRule, Alerts, Thresholds
from domain.types import StoreName, WarehouseName
from settings.rules_alert_file import AlertRuleTable, AlertsTable
from settings.rules_file import ThresholdsTable


def thresholds_of(table: ThresholdsTable) -> Thresholds:
    """``[thresholds]`` and its rules, as they stand in the file."""
    usual = table.model_dump(exclude={"rules"})
    return Thresholds(**usual, rules=tuple(_rule(rule) for rule in table.rules))


def alerts_of(table: AlertsTable) -> Alerts:
    """``[alerts]``."""
    return Alerts(**table.model_dump())


def _rule(table: AlertRuleTable) -> AlertRule:
    return AlertRule(
        **table.model_dump(exclude={"lane", "store", "warehouse"}),
        lane=None if table.lane is None else Lane(table.lane),
        store=None if table.store is None else StoreName(table.store),
        warehouse=None if table.warehouse is None else WarehouseName(table.warehouse),
    )
