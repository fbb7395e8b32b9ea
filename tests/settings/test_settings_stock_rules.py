"""Rules of stock in the rules file: read into the domain's words, or refused with the mend."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from domain.buffers import BufferRule, Combine, Cover
from domain.kits import Recipe
from domain.peaks import peaks_at
from domain.rules import Measuring
from domain.sharing import Mode, SharingRule
from settings.load import load_rules
from settings.problems import SettingsError

RulesFile = Callable[..., Path]

EVERYTHING = """
[[buffers]]
name = "careful"
percent = 5
fixed = 2
combine = "sum"
cover = { at_most = 20, at_least = 1 }
floor = 1
cap = 40
tag = "fragile"
brand = "Lumen"
category = "Lighting"

[[peaks]]
name = "Black Friday"
start = 2026-11-27T00:00:00
end = 2026-12-01T00:00:00
time_zone = "America/New_York"

[[peaks.buffers]]
fixed = 9

[[sharing]]
mode = "reserved"
shares = { uk = 100 }
reserved = { uk = 5 }
skus = ["22*"]

[kits]
"BOX" = { "A" = 2, "B" = 0.5 }

[demand]
window_hours = 48
delay_percent = 90
delay_seconds = 600
"""
PEAK = """
[[peaks]]
name = "p"
start = 2026-11-27T00:00:00
end = 2026-12-01T00:00:00
time_zone = "Europe/London"

[[peaks.buffers]]
fixed = 9
"""
SPLIT = "[[sharing]]\nmode = 'split'\n"


def test_every_kind_of_rule_becomes_the_domains_own_words(rules_file: RulesFile) -> None:
    rules = load_rules(rules_file(more=EVERYTHING))
    assert rules.buffers[0] == BufferRule(
        percent=Decimal(5),
        fixed=2,
        combine=Combine.SUM,
        cover=Cover(20, 1),
        floor=1,
        cap=40,
        tag="fragile",
        brand="Lumen",
        category="Lighting",
        name="careful",
    )
    assert rules.sharing == (SharingRule(Mode.RESERVED, {"uk": 100}, {"uk": 5}, skus=("22*",)),)
    assert rules.boms is True
    assert rules.kits == {"BOX": Recipe({"A": Decimal(2), "B": Decimal("0.5")})}
    assert rules.measuring == Measuring(48 * 3_600, 90, 600)
    assert rules.describes
    assert rules.measures


def test_safety_stock_and_bins_stand_with_their_warehouse(rules_file: RulesFile) -> None:
    rules = load_rules(
        rules_file(
            (
                "[warehouses.main]\n",
                '[warehouses.main]\nsafety_stock = 2\nexcluded_bins = ["Quarantine"]\n',
            )
        )
    )
    assert rules.warehouses["main"].safety_stock == 2
    assert rules.warehouses["main"].excluded_bins == {"Quarantine"}
    assert rules.warehouses["south"].safety_stock == 0
    assert not rules.describes
    assert not rules.measures


def test_a_peak_starts_and_ends_at_local_time(rules_file: RulesFile) -> None:
    (peak,) = load_rules(rules_file(more=EVERYTHING)).peaks
    assert peak.start == datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
    assert peak.end == datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
    assert peaks_at([peak], datetime(2026, 11, 27, 4, 59, tzinfo=UTC)) == ()


def test_an_hour_that_comes_twice_is_in_the_peak_both_times(rules_file: RulesFile) -> None:
    twice = PEAK.replace("2026-11-27T00:00:00", "2026-10-25T01:30:00")
    (early,) = load_rules(rules_file(more=twice)).peaks
    assert early.start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    late = PEAK.replace("2026-11-27", "2026-10-01").replace(
        "2026-12-01T00:00:00", "2026-10-25T01:30:00"
    )
    (peak,) = load_rules(rules_file(more=late)).peaks
    assert peak.end == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_exact_stock_is_shown_only_where_a_rule_says_so(rules_file: RulesFile) -> None:
    for some in (
        "",
        '\n[[buffers]]\nskus = ["*"]\nfixed = 1\n',
        '\n[[buffers]]\nwarehouse = "main"\nfixed = 1\n',
        '\n[[buffers]]\ntag = "new"\nfixed = 1\n',
    ):
        with pytest.raises(SettingsError) as raised:
            load_rules(rules_file(default=some))
        (problem,) = raised.value.problems
        assert problem.where == "buffers"
        assert "exact = true" in problem.mend
        assert "'uk' at" in problem.wrong
        assert "south" in problem.wrong
    both = "\n[[buffers]]\nwarehouse = 'main'\nfixed = 1\n"
    both += "[[buffers]]\nwarehouse = 'south'\nexact = true\n"
    assert load_rules(rules_file(default=both)).buffers[1].exact


@pytest.mark.parametrize(
    ("more", "where", "mend"),
    [
        ("[[buffers]]\ntag = 'x'\n", "buffers[0]", "exact = true"),
        ("[[buffers]]\nexact = true\nfixed = 1\n", "buffers[0].exact", "Take out exact, or fixed"),
        ("[[buffers]]\nfixed = 1\ncombine = 'sum'\n", "buffers[0].combine", "Give two"),
        ("[[buffers]]\nfixed = 1\ncombine = 'add'\n", "buffers[0].combine", '"sum"'),
        ("[[buffers]]\ncover = {}\n", "buffers[0].cover.at_most", "most units"),
        ("[[buffers]]\ncover = { at_most = 1, at_least = 2 }\n", "buffers[0].cover.at_least", "up"),
        ("[[buffers]]\ncover = { at_most = 1, most = 2 }\n", "buffers[0].cover.most", "at_most"),
        ("[[buffers]]\nfloor = -1\n", "buffers[0].floor", "0 or more"),
        ("[[buffers]]\ncap = 1.5\n", "buffers[0].cap", "number of units"),
        ("[[buffers]]\nfixed = 1\nflor = 1\n", "buffers[0].flor", "Did you mean floor?"),
        ("[[buffers]]\nfixed = 1\ntag = ''\n", "buffers[0].tag", "tag of Cin7"),
        (PEAK + "\n" + PEAK, "peaks[1].name", "name of its own"),
        (PEAK.replace("Europe/London", "Europe/Londres"), "peaks[0].time_zone", "IANA"),
        (PEAK.replace("2026-12-01", "2026-11-26"), "peaks[0].end", "after start"),
        (
            PEAK.replace("2026-11-27T00:00:00", "2026-03-29T01:30:00"),
            "peaks[0].start",
            "the hour after",
        ),
        (PEAK.replace("00:00:00\nend", "00:00:00Z\nend"), "peaks[0].start", "without an offset"),
        (PEAK.replace("fixed = 9", "store = 'us'\nfixed = 9"), "peaks[0].buffers[0].store", "uk"),
        (PEAK.split("[[peaks.buffers]]")[0], "peaks[0].buffers", "[[peaks.buffers]]"),
        (SPLIT, "sharing[0].shares", "Name every store"),
        (SPLIT + "shares = { uk = 101 }\n", "sharing[0].shares", "100 or less"),
        (SPLIT + "shares = { uk = -1 }\n", "sharing[0].shares.uk", "0 or more"),
        (SPLIT + "shares = { uk = 9, us = 9 }\n", "sharing[0].shares", "Name one of uk"),
        (SPLIT + "shares = { uk = 9 }\nthreshold = 4\n", "sharing[0].threshold", "Take it out"),
        ("[[sharing]]\nmode = 'half'\n", "sharing[0].mode", '"split"'),
        ("[[sharing]]\nmode = 'priority'\n", "sharing[0].order", "Name every store"),
        (
            "[[sharing]]\nmode = 'priority'\norder = ['uk', 'uk']\n",
            "sharing[0].order",
            "Name each once",
        ),
        (
            "[[sharing]]\nmode = 'shared'\nwarehouse = 'east'\n",
            "sharing[0].warehouse",
            "main, south",
        ),
        ("[kits.BOX]\nA = 0\n", "kits", "units above 0"),
        ("[kits.BOX]\nA = 1\n[kits.A]\nBOX = 1\n", "kits", "own components"),
        ("[kits]\nBOX = {}\n", "kits.BOX", "components"),
        ("[cin7]\nboms = 2\n", "cin7.boms", "true or false"),
        ("[demand]\nwindow_hours = 0\n", "demand.window_hours", "1 to 2160"),
        ("[demand]\ndelay_percent = 101\n", "demand.delay_percent", "50 to 100"),
    ],
)
def test_a_rule_of_stock_that_can_not_be_is_refused_with_its_mend(
    rules_file: RulesFile, more: str, where: str, mend: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        load_rules(rules_file(more=more))
    found = {problem.where: problem for problem in raised.value.problems}
    assert mend in found[where].mend


def test_cin7s_own_bills_can_be_left_alone(rules_file: RulesFile) -> None:
    assert load_rules(rules_file(more="[cin7]\nboms = false\n")).boms is False


def test_safety_stock_below_zero_is_refused(rules_file: RulesFile) -> None:
    with pytest.raises(SettingsError, match="number of units"):
        load_rules(rules_file(("[warehouses.main]\n", "[warehouses.main]\nsafety_stock = -1\n")))


def test_a_code_without_its_quotes_is_one_problem_and_an_empty_list_another(
    rules_file: RulesFile,
) -> None:
    for skus, where, wrong in (
        ("[47566]", "buffers[0].skus[0]", "it is no text in quotes"),
        ("[]", "buffers[0].skus", "it is empty"),
    ):
        with pytest.raises(SettingsError) as raised:
            load_rules(rules_file(more=f"\n[[buffers]]\nskus = {skus}\nfixed = 1\n"))
        (problem,) = raised.value.problems
        assert (problem.where, problem.wrong) == (where, wrong)
