"""Why an order is where it is, and what happens next, in words."""

import pytest

from ledger import exceptions, order_story_seen
from ledger.models import EffectKind
from ledger.models_parcels import Parcel, ParcelState, Shipment, ShipmentState
from ledger.models_reversals import LineBalance, Reversal, ReversalKind, ReversalStage
from ledger.models_reversals import ReversalState as State
from tests.deployments.conftest import Say, beside
from tests.deployments.pretend_prefect import pretend_prefect
from tests.town import MORNING, Town


async def order(town: Town, say: Say, name: str = "#1001", store: str = "uk") -> int:
    """Placed and brought into Cin7; its id."""
    town.stock("TEA", {"main": 50}, shops=[store], in_cin7=not town.world.cin7.sales)
    town.sell(store, ("TEA", 2), name=name)
    assert (await beside(say, "run", "ingest-orders", "--json")).code == 0
    (row,) = order_story_seen.by_names(town.ledger, [store], [name])
    return row.order_id


def keep(town: Town, *rows: object) -> None:
    with town.ledger.session() as session:
        session.add_all(rows)


LINES = [{"line_id": "1", "sku": "TEA", "units": 2}]


def shipment(order_id: int, **more: object) -> Shipment:
    told: dict[str, object] = {
        "store": "uk",
        "order_id": order_id,
        "generation": 1,
        "external_id": f"uk:{order_id}:1",
        "shipment_id": "se-1",
        "number": "uk #1001",
        "warehouse": "main",
        "state": ShipmentState.OPEN,
        "lines": LINES,
        "made_at": MORNING,
    }
    return Shipment(**{**told, **more})


def parcel(order_id: int, **more: object) -> Parcel:
    told: dict[str, object] = {
        "label_id": "se-9",
        "store": "uk",
        "order_id": order_id,
        "shipment_id": "se-1",
        "carrier_code": "royal_mail",
        "tracking": ["RM1"],
        "lines": LINES,
        "state": ParcelState.BOUGHT,
        "bought_at": MORNING,
        "seen_at": MORNING,
    }
    return Parcel(**{**told, **more})


async def test_an_order_in_cin7_is_handed_off_next_by_itself(town: Town, stocksteady: Say) -> None:
    await order(town, stocksteady)
    told = (await beside(stocksteady, "why", "order", "#1001", "--json")).json
    what = [moment["what"] for moment in told["moments"]]
    assert (told["store"], told["stage"]) == ("uk", "in-cin7")
    assert {"stage in-cin7", "create-sale done", "authorise-sale done"} <= set(what)
    assert told["next"]["whose"] == "itself"
    assert told["next"]["flow"] == "hand-off-fulfilment"
    said = await beside(stocksteady, "why", "order", "1001")
    assert "hand-off-fulfilment hands it to ShipStation within 5 minutes" in said.text


async def test_the_story_holds_parcels_reversals_and_units(town: Town, stocksteady: Say) -> None:
    number = await order(town, stocksteady)
    keep(
        town,
        shipment(number),
        parcel(number),
        LineBalance(
            store="uk", order_id=number, line_id="1", sku="TEA", reserved=2, released=1, shipped=1
        ),
        Reversal(
            key=f"uk/{number}/refund/7",
            store="uk",
            order_id=number,
            kind=ReversalKind.REDUCE,
            stage=ReversalStage.HANDED_OFF,
            state=State.DONE,
            seen_at=MORNING,
            done_at=MORNING,
        ),
    )
    told = (await beside(stocksteady, "why", "order", "#1001", "--json")).json
    what = [moment["what"] for moment in told["moments"]]
    assert {
        f"handed over as uk:{number}:1",
        "parcel se-9 labelled",
        "reduce met at stage handed-off",
        "reduce done",
    } <= set(what)
    units = next(line for line in told["balances"] if line["released"])
    held = (units["reserved"], units["released"], units["shipped"], units["open"])
    assert held == (2, 1, 1, 0)
    assert told["next"]["flow"] == "return-tracking"


async def test_an_open_exception_is_a_persons_turn(town: Town, stocksteady: Say) -> None:
    await order(town, stocksteady)
    row = exceptions.raise_exception(
        *(town.ledger, "move-refused", "uk #1001 gid://shopify/FulfillmentOrder/1", "No."),
        todo="Move it by hand.",
        retry_flow="ingest-orders",
        detail={},
        now=MORNING,
    )
    said = await beside(stocksteady, "why", "order", "#1001")
    assert "A person, for move-refused: Move it by hand." in said.text
    assert f"stocksteady exceptions retry {row.id}" in said.text


async def test_other_orders_whose_name_begins_alike_are_kept_apart(
    town: Town, stocksteady: Say
) -> None:
    await order(town, stocksteady)
    town.sell("uk", ("TEA", 1), name="#10010")
    await beside(stocksteady, "run", "ingest-orders", "--json")
    (row,) = order_story_seen.by_names(town.ledger, ["uk"], ["#1001"])
    found = order_story_seen.story(town.ledger, row)
    assert {effect.subject for effect in found.effects} == {"uk #1001"}
    assert sum(effect.kind is EffectKind.CREATE_SALE for effect in found.effects) == 1


async def test_an_unknown_order_is_told_with_names_like_it(town: Town, stocksteady: Say) -> None:
    await order(town, stocksteady)
    said = await beside(stocksteady, "why", "order", "#1002")
    assert said.code == 2
    assert "no order #1002 is known in" in said.text
    assert "do you mean #1001 (uk)?" in said.text
    assert (await beside(stocksteady, "why", "order", "#1001", "--store", "mars")).code == 2


async def test_a_name_of_two_stores_wants_the_store(town: Town, stocksteady: Say) -> None:
    await order(town, stocksteady)
    await order(town, stocksteady, store="eu")
    said = await beside(stocksteady, "why", "order", "#1001")
    assert (said.code, "order of eu, uk: name one with --store" in said.text) == (2, True)
    told = (await beside(stocksteady, "why", "order", "#1001", "--store", "eu", "--json")).json
    assert told["store"] == "eu"


async def test_the_story_is_published_in_the_prefect_ui(
    town: Town, stocksteady: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    await order(town, stocksteady)
    unreachable = await beside(stocksteady, "why", "order", "#1001", "--artifact", "--json")
    assert unreachable.code == 4
    with pretend_prefect() as prefect:
        monkeypatch.setenv("STOCKSTEADY_PREFECT__API_URL", prefect.url)
        said = await beside(stocksteady, "why", "order", "#1001", "--artifact", "--json")
    ((_, _, body),) = prefect.asked
    assert (said.code, body["key"], body["type"]) == (0, "why-uk-1001", "markdown")
    assert "**Next:** hand-off-fulfilment" in body["data"]
    assert "| create-sale done |" in body["data"]
