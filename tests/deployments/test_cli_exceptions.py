"""A person retries or settles, on the command line, what a machine could not decide."""

from collections.abc import Iterator

import pytest

from ledger import effects, effects_end, exceptions, exceptions_seen
from ledger.models import EffectKind
from tasks.effects import refused_lately
from tests.deployments.conftest import Say, beside
from tests.deployments.pretend_prefect import PretendPrefect, pretend_prefect
from tests.town import MORNING, Town


@pytest.fixture
def prefect(monkeypatch: pytest.MonkeyPatch) -> Iterator[PretendPrefect]:
    with pretend_prefect() as server:
        monkeypatch.setenv("STOCKSTEADY_PREFECT__API_URL", server.url)
        yield server


def refused(town: Town, subject: str) -> None:
    effects.intend(
        *(town.ledger, EffectKind.CREATE_SALE, "k"),
        subject=subject,
        detail={},
        token=None,
        now=MORNING,
    )
    effects.claim(town.ledger, EffectKind.CREATE_SALE, "k", "a run", MORNING, 90)
    effects_end.refuse(town.ledger, EffectKind.CREATE_SALE, "k", "a run", "no", MORNING)


def trouble(town: Town, kind: str, subject: str, flow: str | None) -> int:
    row = exceptions.raise_exception(
        *(town.ledger, kind, subject, f"{subject} can't go on"),
        todo="Mend it.",
        retry_flow=flow,
        detail={},
        now=MORNING,
    )
    return row.id


async def order(town: Town, say: Say, name: str) -> None:
    town.stock("TEA", {"main": 5})
    town.sell("uk", ("TEA", 2), name=name)
    await beside(say, "run", "ingest-orders", "--json")


async def test_retry_starts_the_flow_by_hand_for_this_order_alone(
    town: Town, stocksteady: Say, prefect: PretendPrefect
) -> None:
    await order(town, stocksteady, "#1 001")
    number = trouble(town, "sale-refused", "uk #1 001", "ingest-orders")
    said = await beside(stocksteady, "exceptions", "retry", str(number), "--json")
    assert (said.code, said.json["started"]) == (0, "brave-otter")
    assert prefect.asked == [
        ("GET", "/api/deployments/name/ingest-orders/ingest-orders-by-hand", None),
        (
            "POST",
            "/api/deployments/d-1/create_flow_run",
            {"parameters": {"stores": ["uk"], "orders": ["#1 001"]}},
        ),
    ]
    assert said.json["command"] == "stocksteady run ingest-orders --store uk --order '#1 001'"


async def test_what_was_refused_a_moment_ago_does_not_hold_a_retry_back(
    town: Town, stocksteady: Say, prefect: PretendPrefect
) -> None:
    await order(town, stocksteady, "#1001")
    refused(town, "uk #1001")
    assert refused_lately(EffectKind.CREATE_SALE, "uk #1001") is not None
    number = trouble(town, "sale-refused", "uk #1001", "ingest-orders")
    said = await beside(stocksteady, "exceptions", "retry", str(number), "--json")
    assert said.json["refusals waived"] == 1
    assert refused_lately(EffectKind.CREATE_SALE, "uk #1001") is None


async def test_a_subject_that_is_no_order_is_retried_whole(
    town: Town, stocksteady: Say, prefect: PretendPrefect
) -> None:
    number = trouble(town, "read-failed", "sync-stock/cin7", "sync-stock")
    assert (await beside(stocksteady, "exceptions", "retry", str(number))).code == 0
    assert prefect.asked[-1][2] == {"parameters": {}}


async def test_a_dry_run_starts_nothing_and_waives_nothing(
    town: Town, stocksteady: Say, prefect: PretendPrefect
) -> None:
    await order(town, stocksteady, "#1001")
    refused(town, "uk #1001")
    number = trouble(town, "sale-refused", "uk #1001", "ingest-orders")
    said = await beside(stocksteady, "exceptions", "retry", str(number), "--dry-run", "--json")
    assert (said.code, said.json["started"], prefect.asked) == (0, None, [])
    assert refused_lately(EffectKind.CREATE_SALE, "uk #1001") is not None


async def test_without_prefect_retry_says_which_command_does_it(
    town: Town, stocksteady: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    await order(town, stocksteady, "#1001")
    number = trouble(town, "sale-refused", "uk #1001", "ingest-orders")
    command = "stocksteady run ingest-orders --store uk --order '#1001'"
    unreachable = await beside(stocksteady, "exceptions", "retry", str(number))
    assert (unreachable.code, command in unreachable.text) == (4, True)
    monkeypatch.delenv("STOCKSTEADY_PREFECT__API_URL")
    for words in ((), ("--dry-run",)):
        none = await beside(stocksteady, "exceptions", "retry", str(number), *words)
        assert (none.code, command in none.text) == (3, True)
        assert "PREFECT_API_URL is not set" in none.text


async def test_a_flow_that_is_not_deployed_is_said_so(
    town: Town, stocksteady: Say, prefect: PretendPrefect
) -> None:
    prefect.deployed = False
    number = trouble(town, "read-failed", "sync-stock/cin7", "sync-stock")
    said = await beside(stocksteady, "exceptions", "retry", str(number))
    assert (said.code, "stocksteady deploy" in said.text) == (4, True)


async def test_what_no_flow_can_retry_says_what_to_do(town: Town, stocksteady: Say) -> None:
    number = trouble(town, "double-sale", "uk #1001", None)
    said = await beside(stocksteady, "exceptions", "retry", str(number))
    assert (said.code, "Mend it." in said.text) == (2, True)


async def test_resolve_wants_a_reason_and_keeps_it(town: Town, stocksteady: Say) -> None:
    number = str(trouble(town, "double-sale", "uk #1001", None))
    assert (await beside(stocksteady, "exceptions", "resolve", number)).code == 2
    assert (await beside(stocksteady, "exceptions", "resolve", number, "--because", " ")).code == 2
    dry = ("exceptions", "resolve", number, "--because", "voided one", "--dry-run")
    assert (await beside(stocksteady, *dry)).code == 0
    assert exceptions_seen.numbered(town.ledger, int(number)) is not None
    assert (await beside(stocksteady, *dry[:-1])).code == 0
    row = exceptions_seen.get(town.ledger, "double-sale", "uk #1001")
    assert row is not None
    assert (row.open, "voided one" in str(row.closed_because)) == (False, True)
    assert (await beside(stocksteady, *dry[:-1])).code == 2


async def test_the_list_is_published_as_a_table(
    town: Town, stocksteady: Say, prefect: PretendPrefect
) -> None:
    trouble(town, "double-sale", "uk #1001", None)
    assert (await beside(stocksteady, "exceptions", "list", "--artifact", "--json")).code == 0
    ((_, path, body),) = prefect.asked
    assert (path, body["key"], body["type"]) == ("/api/artifacts/", "open-exceptions", "table")
    assert "uk #1001" in body["data"]
