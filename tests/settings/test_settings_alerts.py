"""What is worth a word, and who is to hear it: read from rules and environment, or refused."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from domain.alert_rules import Lane
from domain.rules import AlertRule, Alerts
from settings.load import load_rules, load_settings
from settings.problems import SettingsError

RulesFile = Callable[..., Path]
Environment = Callable[..., pytest.MonkeyPatch]

RULES = """
[thresholds]
low_units = 3
lead_days = 21

[[thresholds.rules]]
brand = "Far Away"
lead_days = 60
lane = "act-now"

[alerts]
digest_at = 08:30:00
time_zone = "Europe/London"
escalate_after_hours = 4
escalate_to = "U0123ABC"
"""


def test_thresholds_and_their_rules_become_the_domains_own_words(rules_file: RulesFile) -> None:
    rules = load_rules(rules_file(more=RULES))
    assert (rules.thresholds.low_units, rules.thresholds.usual.lead_days) == (3, 21)
    assert rules.thresholds.rules == (AlertRule(brand="Far Away", lead_days=60, lane=Lane.ACT_NOW),)
    assert rules.alerts == Alerts(time(8, 30), "Europe/London", 4, "U0123ABC")
    assert rules.describes, "a brand is named, so products are to be read"


def test_without_a_word_there_is_no_digest_and_nobody_is_called(rules_file: RulesFile) -> None:
    rules = load_rules(rules_file())
    assert rules.alerts == Alerts()
    assert rules.thresholds.usual.lead_days == 14


@pytest.mark.parametrize(
    ("more", "where", "mend"),
    [
        ('[[thresholds.rules]]\nskus = ["A"]\n', "thresholds.rules[0]", "or take the rule out"),
        (
            '[[thresholds.rules]]\nstore = "uk"\nlow_units = 3\n',
            "thresholds.rules[0].store",
            "a shelf is no store's",
        ),
        (
            '[[thresholds.rules]]\nwarehouse = "mian"\nlow_units = 3\n',
            "thresholds.rules[0].warehouse",
            "Did you mean 'main'?",
        ),
        ('[alerts]\ntime_zone = "Mars/Base"\n', "alerts.time_zone", "Europe/London"),
        ("[alerts]\nescalate_after_hours = 2\n", "alerts", "or neither"),
        ('[alerts]\nescalate_to = "ada"\n', "alerts.escalate_to", "Slack member id"),
        ("[thresholds]\nwindow_days = 2\n", "thresholds.window_days", "7 to 365"),
    ],
)
def test_what_can_not_be_is_refused_with_its_mend(
    rules_file: RulesFile, more: str, where: str, mend: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        load_rules(rules_file(more=more))
    found = {problem.where: problem for problem in raised.value.problems}
    assert mend in found[where].mend


def test_each_lane_may_have_a_channel_and_clicks_a_secret(environment: Environment) -> None:
    environment(
        SLACK__TOKEN="xoxb-1",
        SLACK__CHANNEL="C0ALL",
        SLACK__CHANNELS__ACT_NOW="C0NOW",
        SLACK__SIGNING_SECRETS="one, two",
        SLACK__PEOPLE="U0ADA,U0BOB",
        LINKS__CIN7_PRODUCT="https://cin7.example/?q={sku}",
    )
    settings = load_settings()
    assert settings.slack.channels == {"act_now": "C0NOW"}
    assert [one.get_secret_value() for one in settings.slack.signing_secrets] == ["one", "two"]
    assert settings.slack.people == ("U0ADA", "U0BOB")
    assert settings.links.cin7_product == "https://cin7.example/?q={sku}"


def test_a_channels_name_is_refused_where_its_id_belongs(environment: Environment) -> None:
    environment(
        SLACK__TOKEN="xoxb-1", SLACK__CHANNEL="#stock", SLACK__CHANNELS__TODAY="stock-today"
    )
    with pytest.raises(SettingsError) as raised:
        load_settings()
    wrong = [(problem.where, problem.value) for problem in raised.value.problems]
    assert wrong == [
        ("STOCKSTEADY_SLACK__CHANNEL", "'#stock'"),
        ("STOCKSTEADY_SLACK__CHANNELS__TODAY", "'stock-today'"),
    ]
    assert "such as C0123456789; a name will not do" in str(raised.value)


def test_a_lane_that_is_none_is_refused(environment: Environment) -> None:
    environment(SLACK__TOKEN="xoxb-1", SLACK__CHANNEL="C0", SLACK__CHANNELS__TOMORROW="C0T")
    with pytest.raises(SettingsError, match="no such lane: tomorrow"):
        load_settings()
