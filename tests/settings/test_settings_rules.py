"""The rules file: read into the domain's words, or refused with key, value and mend."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from domain.buffers import BufferRule
from domain.codes import ChargeKind, Coded
from domain.rules import OrderMode
from domain.types import location_id
from settings.load import load_rules
from settings.problems import SettingsError

RulesFile = Callable[..., Path]
SHIPPED = Path(__file__).resolve().parents[2] / "rules.toml"


def test_the_rules_become_the_domains_own_words(rules_file: RulesFile) -> None:
    rules = load_rules(
        rules_file(more='[[buffers]]\npercent = 2.5\nfixed = 1\nstore = "uk"\nskus = ["8*"]\n')
    )
    store = rules.stores["uk"]
    assert store.orders is OrderMode.CREATE
    assert store.locations == {location_id(101): ("main",), location_id(103): ("south",)}
    assert store.location_of("south") == location_id(103)
    assert rules.buffers == (
        BufferRule(Decimal("2.5"), 1, "uk", None, ("8*",)),
        BufferRule(exact=True),
    )
    assert rules.warehouse_in_cin7("South Warehouse") == "south"
    assert rules.warehouse_in_cin7("south warehouse") is None
    assert rules.store_at("uk.myshopify.example") == store
    assert rules.store_at("eu.myshopify.example") is None
    assert rules.overlap.orders == 300


def test_a_rule_that_keeps_nothing_back_is_an_exception_from_a_wider_one(
    rules_file: RulesFile,
) -> None:
    rules = load_rules(
        rules_file(more='[[buffers]]\nfixed = 3\n[[buffers]]\nskus = ["22423"]\nfixed = 0\n')
    )
    assert rules.buffer_for("uk", "main", "22423").fixed == 0
    assert rules.buffer_for("uk", "main", "85123A").fixed == 3


def test_a_country_asks_its_near_warehouses_first_and_then_the_others(
    rules_file: RulesFile,
) -> None:
    rules = load_rules(rules_file())
    assert rules.routing.by_country == {"DE": ("south", "main"), "GB": ("south", "main")}
    near_only = load_rules(
        rules_file(("[routing]", '[routing]\nby_country = { GB = ["main"], US = ["south"] }'))
    )
    assert near_only.routing.by_country["GB"] == ("main",)
    assert near_only.routing.by_country["US"] == ("south",)


def test_the_shipped_rules_are_those_of_the_demo() -> None:
    rules = load_rules(SHIPPED)
    assert set(rules.stores) == {"uk", "eu"}
    assert {w.cin7_location for w in rules.warehouses.values()} == {
        "Main Warehouse",
        "North Warehouse",
        "South Warehouse",
    }
    for store, first in (("uk", 101), ("eu", 201)):
        assert rules.stores[store].locations == {
            location_id(first): ("main",),
            location_id(first + 1): ("north",),
            location_id(first + 2): ("south",),
        }
    assert rules.routing.by_country["GB"][0] == rules.routing.by_country["IE"][0] == "main"
    assert rules.routing.by_country["DE"][0] == "south"


def test_a_location_may_have_several_warehouses_behind_it(
    rules_file: Callable[..., Path],
) -> None:
    only = ('101 = "main", 103 = "south"', '101 = ["main", "south"]')
    store = load_rules(rules_file(only)).stores["uk"]
    assert store.locations == {location_id(101): ("main", "south")}
    assert store.location_of("main") == store.location_of("south") == location_id(101)
    assert store.warehouses == ("main", "south")
    assert store.location_of("north") is None


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("POST", Coded(ChargeKind.CHARGE, "Carriage")),
        ("DOT", Coded(ChargeKind.CHARGE, "Carriage")),
        ("C2", Coded(ChargeKind.CHARGE, "Carriage")),
        ("D", Coded(ChargeKind.DISCOUNT, "Discount")),
        ("M", Coded(ChargeKind.SERVICE, "Manual")),
        ("m", Coded(ChargeKind.SERVICE, "Manual")),
        ("gift_0001_40", Coded(ChargeKind.SERVICE, "Gift voucher")),
        ("post", None),
        ("BANK CHARGES", None),
    ],
)
def test_the_shipped_codes_are_those_of_the_real_order_lines(
    code: str, meaning: Coded | None
) -> None:
    assert load_rules(SHIPPED).codes.meaning(code) == meaning


@pytest.mark.parametrize(
    ("changed", "more", "where", "value", "mend"),
    [
        (("currency", "curency"), "", "stores.uk.curency", "'GBP'", "Did you mean currency?"),
        (('"GBP"', '"Pounds"'), "", "stores.uk.currency", "'Pounds'", 'such as "GBP"'),
        (("currency = ", "# "), "", "stores.uk.currency", None, "three-letter code"),
        (('"create"', '"make"'), "", "stores.uk.orders", "'make'", 'Write "create"'),
        (('101 = "main"', '101 = "mian"'), "", "stores.uk.locations.101", "'mian'", "'main'?"),
        (
            ('101 = "main"', '101 = ["main", "sooth"]'),
            "",
            "stores.uk.locations.101",
            "'sooth'",
            "'south'?",
        ),
        (
            ('101 = "main"', '101 = ["main", "south"]'),
            "",
            "stores.uk.locations",
            None,
            "shelf would be shown twice",
        ),
        (('"main", 103', '["main", "main"], 103'), "", "stores.uk.locations", None, "once a store"),
        (('"main", 103', "[], 103"), "", "stores.uk.locations.101", None, "Name the warehouses"),
        (('"main", 103', '["main", 7], 103'), "", "stores.uk.locations.101[1]", "7", "one line"),
        (("103 =", "x3 ="), "", "stores.uk.locations.x3", "'x3'", "one line a Shopify location"),
        (('103 = "south"', '103 = "main"'), "", "stores.uk.locations", None, "once a store"),
        ((', 103 = "south"', ""), "", "warehouses.south", None, "Map a location"),
        (('"South W', '"Main W'), "", "warehouses.main.cin7_location", "'Main Warehouse'", "own"),
        (('"DE"', '"Germany"'), "", "warehouses.south.countries[0]", "'Germany'", "two-letter"),
        (("[stores.uk]", "[stores.UK]"), "", "stores.UK", "'UK'", "lower-case"),
        (
            ('"south", "main"]\n\n[codes]', '"south"]\n\n[codes]'),
            "",
            "routing.priority",
            None,
            "Add",
        ),
        (('["south",', '["south", "main",'), "", "routing.priority", None, "Name it once"),
        (("POST =", "D = 1\nPOST ="), "", "file", None, "Mend that line"),
        (None, "[[buffers]]\npercent = 140\n", "buffers[0].percent", "140", "0 to 100"),
        (None, "[[buffers]]\npercent = 2.555\n", "buffers[0].percent", "2.555", "two decimals"),
        (None, "[[buffers]]\nfixed = -1\n", "buffers[0].fixed", "-1", "0 or more"),
        (None, "[[buffers]]\nfixed = 1.5\n", "buffers[0].fixed", "1.5", "number of units"),
        (None, "[[buffers]]\nfixed = 1\nstore = 'eu'\n", "buffers[0].store", "'eu'", "one of uk"),
        (
            None,
            "[[buffers]]\nfixed = 1\n[[buffers]]\nfixed = 1\nwarehouse = 'east'\n",
            "buffers[1].warehouse",
            "'east'",
            "main, south",
        ),
        (None, "[[buffers]]\nstore = 'uk'\n", "buffers[0]", None, "Add percent, fixed, or both"),
        (None, "[codes.service]\nPOST = 'Manual'\n", "codes.charge.POST", None, "Keep one"),
        (None, "[guards]\nzero_share = 30\n", "guards.zero_share", "30", "0 to 1"),
        (None, "[schedules]\nsync_stock = 5\n", "schedules.sync_stock", "5", "30 to 86400"),
        (None, "[shopify]\ntoken = 'very-secret'\n", "shopify", None, "Known here"),
    ],
)
def test_a_rule_that_can_not_be_is_refused_with_its_key_value_and_mend(
    rules_file: RulesFile,
    changed: tuple[str, str] | None,
    more: str,
    where: str,
    value: str | None,
    mend: str,
) -> None:
    with pytest.raises(SettingsError) as raised:
        load_rules(rules_file(*([changed] if changed else []), more=more))
    found = {problem.where: problem for problem in raised.value.problems}
    assert found[where].value == value
    assert mend in found[where].mend
    assert "mine.toml" in str(raised.value)
    assert "very-secret" not in str(raised.value)


def test_two_stores_can_not_be_one_shop(rules_file: RulesFile) -> None:
    path = rules_file()
    text = path.read_text()
    a, b = text.index("[stores.uk]"), text.index("[routing]")
    path.write_text(text + text[a:b].replace("[stores.uk]", "[stores.eu]"))
    with pytest.raises(SettingsError, match="another store has the same"):
        load_rules(path)


def test_everything_that_is_wrong_is_said_at_once(rules_file: RulesFile) -> None:
    with pytest.raises(SettingsError) as raised:
        load_rules(rules_file(('"main"', '"mian"'), ('"DE"', '"FR"')))
    assert [p.where for p in raised.value.problems] == [
        "stores.uk.locations.101",
        "warehouses.main",
        "routing.priority[1]",
        "routing.priority",
    ]
    assert "4 problems" in str(raised.value)


def test_a_file_that_is_not_there_says_where_to_name_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="STOCKSTEADY_RULES"):
        load_rules(tmp_path / "nowhere.toml")


def test_a_file_that_is_not_there_is_named_whole_and_who_named_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STOCKSTEADY_RULES", raising=False)

    def said(path: str) -> str:
        with pytest.raises(SettingsError) as raised:
            load_rules(Path(path))
        return str(raised.value)

    assert f"{tmp_path / 'rules.toml'}: there is no such file" in said("rules.toml")
    assert "STOCKSTEADY_RULES is not set" in said("rules.toml")
    (tmp_path / ".env").write_text("STOCKSTEADY_RULES=mine.toml\n")
    assert "STOCKSTEADY_RULES names it" in said("mine.toml")
    monkeypatch.setenv("STOCKSTEADY_RULES", str(tmp_path))
    assert "it is a folder" in said(str(tmp_path))
