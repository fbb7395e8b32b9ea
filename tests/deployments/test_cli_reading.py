"""What a person learns on the command line: the ledger, hints, exceptions, an order's story."""

from pathlib import Path

import pytest

from ledger import exceptions, hints
from tests.deployments.conftest import Say, beside
from tests.town import MORNING, Town


def test_an_empty_ledger_is_brought_up_to_date_once(stocksteady: Say) -> None:
    first = stocksteady("ledger", "upgrade", "--json")
    assert (first.code, first.json["before"]) == (0, None)
    assert first.json["after"] == first.json["newest"]
    second = stocksteady("ledger", "upgrade")
    assert (second.code, second.text) == (0, "The ledger is up to date.")


def test_a_dry_run_leaves_the_ledger_empty(stocksteady: Say) -> None:
    said = stocksteady("ledger", "upgrade", "--dry-run", "--json")
    assert (said.code, said.json["after"]) == (0, None)
    assert stocksteady("ledger", "upgrade", "--json").json["before"] is None


def test_a_ledger_is_taken_to_another_database_once(stocksteady: Say, tmp_path: Path) -> None:
    assert stocksteady("ledger", "upgrade").code == 0
    new = f"sqlite:///{tmp_path / 'new.db'}"
    said = stocksteady("ledger", "copy", "--to", new, "--json")
    assert (said.code, said.json["rows"]["orders"]) == (0, 0)
    for strange in ("mysql://there/ledger", "postgres//u:secret@h/db"):
        said = stocksteady("ledger", "copy", "--to", strange)
        assert (said.code, "secret" in said.text) == (2, False)


def test_the_new_ledgers_password_may_stay_off_the_command_line(
    stocksteady: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stocksteady("ledger", "upgrade").code == 0
    monkeypatch.setenv("NEW_LEDGER_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert stocksteady("ledger", "copy").code == 0
    assert (tmp_path / "new.db").exists()


READS = [
    ("ledger", "copy", "--to", "sqlite:///new.db"),
    ("hints",),
    ("exceptions", "list"),
    ("alerts", "list"),
    ("why", "order", "#1001"),
    ("why", "sku", "TEA"),
    ("stock", "preview"),
    ("stock", "approve", "7"),
    ("webhooks", "ensure", "--dry-run"),
    ("run", "sync-stock", "--dry-run"),
]


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_where_no_ledger_is_none_is_made_and_its_place_is_said(
    stocksteady: Say, tmp_path: Path, words: tuple[str, ...]
) -> None:
    said = stocksteady(*words)
    assert (said.code, f"no ledger at {tmp_path / 'ledger.db'}" in said.text) == (4, True)
    assert "stocksteady ledger upgrade" in said.text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_a_ledger_without_tables_says_in_one_line_how_to_make_them(
    stocksteady: Say, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "ledger.db").touch()
    said = stocksteady(*words)
    assert (said.code, len(said.result.output.splitlines())) == (4, 1)
    assert "Run `stocksteady ledger upgrade`." in said.text


@pytest.mark.parametrize("words", [("doctor",), ("ledger", "upgrade", "--dry-run")], ids=" ".join)
def test_who_only_looks_leaves_no_ledger_behind(
    stocksteady: Say, tmp_path: Path, words: tuple[str, ...]
) -> None:
    stocksteady(*words)
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_in_another_kind_of_database_is_a_setting_that_can_not_be(
    stocksteady: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKSTEADY_LEDGER_URL", "mysql://a/b")
    said = stocksteady("ledger", "upgrade", "--dry-run")
    assert (said.code, "STOCKSTEADY_LEDGER_URL: the ledger lives in SQLite or" in said.text) == (
        3,
        True,
    )


async def test_who_only_looks_into_the_ledger_needs_no_credentials(
    town: Town, stocksteady: Say, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name in environment:
        if name not in ("STOCKSTEADY_LEDGER_URL", "STOCKSTEADY_RULES"):
            monkeypatch.delenv(name)
    for words in (("hints",), ("exceptions", "list"), ("alerts", "list"), ("ledger", "upgrade")):
        assert (await beside(stocksteady, *words)).code == 0
    unknown = await beside(stocksteady, "why", "order", "#1")
    assert (unknown.code, "no order #1 is known" in unknown.text) == (2, True)


def test_a_missing_setting_is_told_with_its_mend(
    stocksteady: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STOCKSTEADY_CIN7__ACCOUNT_ID")
    said = stocksteady("run", "sync-stock")
    assert said.code == 3
    assert "STOCKSTEADY_CIN7__ACCOUNT_ID" in said.text


async def test_a_raised_hint_is_shown_until_it_is_lowered(town: Town, stocksteady: Say) -> None:
    assert (await beside(stocksteady, "hints")).text == "No hint is raised."
    hints.raise_hint(town.ledger, "sync-stock", "all", MORNING)
    (line,) = (await beside(stocksteady, "hints", "--json")).json
    assert (line["flow"], line["store"], line["raise"]) == ("sync-stock", "all", 1)
    hints.lower_hint(town.ledger, "sync-stock", "all", MORNING)
    assert (await beside(stocksteady, "hints", "--json")).json == []


async def test_open_exceptions_are_listed_and_shown_whole(town: Town, stocksteady: Say) -> None:
    for subject in ("uk #1001", "uk #1002"):
        exceptions.raise_exception(
            *(town.ledger, "unknown-sku", subject, f"{subject} has an unknown SKU"),
            todo="Add the SKU to Cin7.",
            retry_flow="ingest-orders",
            detail={"sku": "abc"},
            now=MORNING,
        )
    exceptions.close_exception(town.ledger, "unknown-sku", "uk #1002", "mended", MORNING)
    (listed,) = (await beside(stocksteady, "exceptions", "list", "--json")).json
    assert listed["subject"] == "uk #1001"
    other = ("exceptions", "list", "--kind", "sale-refused", "--json")
    assert (await beside(stocksteady, *other)).json == []
    shown = await beside(stocksteady, "exceptions", "show", str(listed["number"]))
    assert shown.code == 0
    assert "Add the SKU to Cin7." in shown.text
    assert (await beside(stocksteady, "exceptions", "show", "999")).code == 2


async def test_a_class_that_is_none_is_refused_with_those_that_are(
    town: Town, stocksteady: Say
) -> None:
    said = await beside(stocksteady, "exceptions", "list", "--kind", "lowstock")
    assert (said.code, "there is no class 'lowstock'; there are" in said.text) == (2, True)
    assert "unknown-sku" in said.text
    said = await beside(stocksteady, "exceptions", "list", "--alerts", "--kind", "lowstock")
    assert (said.code, "low-stock" in said.text, "unknown-sku" in said.text) == (2, True, False)


async def test_why_an_order_is_where_it_is(town: Town, stocksteady: Say) -> None:
    town.stock("TEA", {"main": 5})
    town.sell("uk", ("TEA", 2), name="#1001")
    assert (await beside(stocksteady, "run", "ingest-orders", "--json")).code == 0
    told = (await beside(stocksteady, "why", "order", "#1001", "--json")).json
    what = [moment["what"] for moment in told["moments"]]
    assert told["store"] == "uk"
    assert "stage in-cin7" in what
    assert "create-sale done" in what
    assert [moment["at"] for moment in told["moments"]] == sorted(
        moment["at"] for moment in told["moments"]
    )
    table = await beside(stocksteady, "why", "order", "#1001")
    assert "uk #1001: in-cin7" in table.text


async def test_an_order_nobody_knows_is_said_so(town: Town, stocksteady: Say) -> None:
    said = await beside(stocksteady, "why", "order", "#404", "--store", "uk")
    assert (said.code, "no order #404 is known in uk" in said.text) == (2, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("deploy",), "Intervals come from [schedules] of the rules"),
        (("run",), "sync-stock, watch-thresholds"),
    ],
    ids=lambda each: str(each),
)
def test_the_help_says_what_it_means_to_say(
    stocksteady: Say, words: tuple[str, ...], says: str
) -> None:
    assert says in stocksteady(*words, "--help").text


async def test_what_stands_in_square_brackets_is_shown(town: Town, stocksteady: Say) -> None:
    exceptions.raise_exception(
        *(town.ledger, "unknown-sku", "uk #1001", "see [kits] of the rules"),
        todo="Name it under [kits].",
        retry_flow=None,
        detail={},
        now=MORNING,
    )
    said = await beside(stocksteady, "exceptions", "show", "1")
    assert said.text.count("[kits]") == 3
