"""How soon people are to hear of a condition, and in which lane it therefore stands."""

from collections.abc import Mapping

from domain.alert_rules import Lane
from domain.alerts import Alert

LANES: Mapping[str, Lane] = {
    Alert.SOLD_OUT: Lane.ACT_NOW,
    Alert.OVERSELL_RISK: Lane.ACT_NOW,
    Alert.LOW_STOCK: Lane.TODAY,
    Alert.LOW_COVER: Lane.TODAY,
    Alert.VELOCITY_SPIKE: Lane.TODAY,
    Alert.DEAD_STOCK: Lane.DIGEST,
}
"""Where a rule says nothing. What is no alert is a trouble of ours: act now."""


def lane_of(kind: str, detail: Mapping[str, object]) -> Lane:
    """The lane of a condition: the one its rule names, else that of its class."""
    named = detail.get("lane")
    if isinstance(named, str) and named in set(Lane):
        return Lane(named)
    return LANES.get(kind, Lane.ACT_NOW)
