"""The demo's own surroundings, and how it knows that a day has come to rest."""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.objects import StateType

from deployments.demo_settings import Addresses, demo_env, new_keys
from deployments.prefect_file import PREFECT_FILE, load
from deployments.settling import RARE_SECONDS, Watch
from deployments.surroundings import surrounded
from ledger import effects, hints, inbox
from ledger.models import EffectKind
from ledger.models_parcels import Parcel, ParcelState
from settings.clock import Clock
from settings.load import load as load_settings
from settings.load import load_rules
from tasks.exceptions import Trouble, tell
from tasks.noting import note_order
from tests.town import MORNING, ROOT, Town

FILE = load(ROOT / PREFECT_FILE)
FLOWS = tuple(
    each.name
    for each in FILE.deployments
    if any(schedule.interval <= RARE_SECONDS for schedule in each.schedules)
)


@dataclass
class Engine:
    """A Prefect server as ``Watch`` sees it."""

    ids: dict[str, UUID] = field(default_factory=lambda: {name: uuid4() for name in FLOWS})
    done: set[str] = field(default_factory=lambda: set(FLOWS))
    running: set[str] = field(default_factory=set)
    by_clock: bool = True

    async def read_deployments(self) -> list[Any]:
        return [SimpleNamespace(id=value, name=name) for name, value in self.ids.items()]

    async def read_flow_runs(self, flow_run_filter: Any) -> list[Any]:
        wants_running = flow_run_filter.state.type.any_ == [StateType.RUNNING]
        return [
            SimpleNamespace(deployment_id=self.ids[name], auto_scheduled=self.by_clock)
            for name in (self.running if wants_running else self.done)
        ]


@dataclass
class Webhooks:
    """The control panel as ``Watch`` sees it."""

    waiting: int = 0
    packing: int = 0

    async def state(self) -> dict[str, Any]:
        crew = {"waiting": self.packing}
        return {"webhooks": {"waiting": self.waiting}, "shipstation": {"crew": crew}}


def watch(town: Town, engine: Engine | None = None, waiting: int = 0, packing: int = 0) -> Watch:
    panel = Webhooks(waiting, packing)
    return Watch(town.ledger, panel, engine or Engine(), FILE)  # type: ignore[arg-type]


async def test_a_quiet_day_has_no_open_ends(town: Town) -> None:
    assert await watch(town).open_ends(MORNING) == ()


async def test_whatever_is_under_way_is_named(town: Town) -> None:
    hints.raise_hint(town.ledger, "sync-stock", "all", MORNING)
    inbox.write_down(town.ledger, "shopify:uk", "orders/create", "x/1", {}, b"{}", MORNING)
    effects.intend(
        *(town.ledger, EffectKind.CREATE_SALE, "uk/1"),
        subject="uk #1",
        detail={},
        token=None,
        now=MORNING,
    )
    engine = Engine(done={"sweep-hints"}, running={"ingest-orders", "sweep-hints"})
    said = await watch(town, engine, waiting=2, packing=1).open_ends(MORNING)
    assert said == (
        "2 webhooks on their way",
        "1 pieces of work in the warehouse",
        "hints raised for sync-stock",
        "deliveries not handled",
        "1 effects under way",
        "ingest-orders running",
        f"no whole run yet of {', '.join(sorted(set(FLOWS) - {'sweep-hints'}))}",
    )


async def test_a_run_that_news_began_will_do_where_it_looks_at_everything(town: Town) -> None:
    said = await watch(town, Engine(by_clock=False)).open_ends(MORNING)
    assert said == ("no whole run yet of sync-stock",)


async def test_a_parcel_that_a_person_has_to_decide_about_is_not_waited_for(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    sold = town.sell("uk", ("MUG", 1), name="#104")
    await note_order("uk", sold.order_id)
    with town.ledger.session() as session:
        session.add(
            Parcel(
                label_id="se-1",
                store="uk",
                order_id=sold.order_id,
                shipment_id="se-9",
                carrier_code="ups",
                state=ParcelState.BOUGHT,
                bought_at=MORNING,
                seen_at=MORNING,
            )
        )
    for subject, waits in (("uk #1046", True), ("uk #104", False)):
        tell(Trouble.REVERSAL_FOR_A_PERSON, subject, "what", "todo", flow="return-tracking")
        said = await watch(town).open_ends(MORNING)
        assert ("1 parcels untold" in said) is waits


async def test_a_day_that_does_not_settle_is_not_waited_for_for_ever(town: Town) -> None:
    told: list[str] = []
    settled = await watch(town, waiting=1).settle(MORNING, Clock().sleep, told.append, longest=0)
    assert settled.open_ends == ("1 webhooks on their way",)


def test_the_demos_settings_are_complete_and_fit_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKSTEADY_SHOPIFY__STORES__MINE__TOKEN", "the user's own")
    (tmp_path / ".env").write_text("STOCKSTEADY_CIN7__ACCOUNT_ID=the user's own\n")
    monkeypatch.chdir(tmp_path)
    inside = tmp_path / "demo"
    inside.mkdir()
    rules = load_rules(ROOT / "rules.toml")
    keys = new_keys(rules)
    clock = Clock(MORNING, MORNING + timedelta(days=1), 180.0)
    at = Addresses(sandbox=8001, receiver=8002, prefect=8003)
    env = demo_env(
        rules=rules,
        rules_file=ROOT / "rules.toml",
        ledger=inside / "ledger.db",
        clock=clock,
        at=at,
        keys=keys,
    )
    with surrounded(env, inside):
        settings, found = load_settings()
    assert found == rules
    assert settings.clock.build() == clock
    assert settings.cin7.account_id == keys.cin7_account
    assert set(settings.shopify.stores) == set(rules.stores)
    assert settings.receiver.public_url == at.receiver_url
    assert os.environ["STOCKSTEADY_SHOPIFY__STORES__MINE__TOKEN"] == "the user's own"
    assert Path.cwd() == tmp_path
    assert not any(name in os.environ for name in env)


def test_every_demo_has_secrets_of_its_own_and_shows_none() -> None:
    rules = load_rules(ROOT / "rules.toml")
    one, other = new_keys(rules), new_keys(rules)
    assert one.cin7_key != other.cin7_key
    for secret in (one.cin7_key, one.cin7_bearer, one.shops["uk"].client_secret):
        assert secret not in repr(one)
