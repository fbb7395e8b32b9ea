"""What only a lease, a second look or a look right before sending keeps from happening twice."""

from decimal import Decimal
from typing import Any

from domain.credits import CreditDraft, Restock
from domain.sales import SaleLine
from domain.types import Sku
from flows.ingest_orders import ingest_orders
from flows.reverse_cancellations import reverse_cancellations
from ledger import effects_seen
from ledger.models import EffectKind, EffectState
from tasks.outside import Standing
from tests.flows.parcel_desk import promises
from tests.flows.test_flows_reverse_told import notes, told
from tests.town import Town


async def ordered(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await ingest_orders.fn()
    town.sell("uk", ("MUG", 2), name="#1001")


async def test_a_run_that_was_overtaken_while_it_waited_for_its_turn_sends_nothing(
    town: Town,
) -> None:
    await ordered(town)
    client = town.outside.cin7
    met: list[bool] = []
    create = client.create_sale

    async def after_its_lease(*args: object, **kwargs: object) -> object:
        if not met:
            met.append(True)
            for _ in range(2):
                await town.world.advance(100)
                with Standing(town.as_another_run("the other run")):
                    await ingest_orders.fn()
        return await create(*args, **kwargs)  # type: ignore[arg-type]

    client.create_sale = after_its_lease  # type: ignore[method-assign,assignment]
    await ingest_orders.fn()
    assert met
    assert town.calls("cin7").count("POST sale") == 1
    assert len(town.live_sales()) == 1
    assert town.available("MUG", "main") == 8


async def test_a_sale_that_lands_after_the_first_look_is_not_made_again(town: Town) -> None:
    await ordered(town)
    town.world.faults.plan("cin7", "POST sale", ["late:100"])
    for _ in range(4):
        await ingest_orders.fn()
        await town.world.advance(95)
    assert len(town.live_sales()) == 1
    assert town.available("MUG", "main") == 8
    assert town.books().promises["2"] == 0


async def test_a_credit_note_that_somebody_wrote_meanwhile_is_not_written_again(
    town: Town,
) -> None:
    order_id = await told(town)
    town.take_back("uk", order_id, ("MUG", 1, "RETURN"))
    inventory = town.outside.inventory
    met: list[bool] = []
    papers, credit_note = inventory.papers, inventory.credit_note

    async def after_somebody(sale_id: str) -> object:
        begun = [
            effect.detail
            for effect in effects_seen.by_subject(town.ledger, "uk #1001", EffectKind.CREDIT_NOTE)
            if effect.state is EffectState.CLAIMED
        ]
        if begun and not met:
            met.append(True)
            await credit_note(sale_id, the_same(begun[0]), on=town.world.clock.now().date())
        return await papers(sale_id)

    inventory.papers = after_somebody  # type: ignore[method-assign,assignment]
    await reverse_cancellations.fn()
    assert met
    assert [restocked for _, _, restocked in notes(town)] == [{"MUG": 1}]
    assert town.available("MUG", "main") == 8
    assert promises(town) == {}


def the_same(detail: dict[str, Any]) -> CreditDraft:
    """The credit note that is about to be written, as somebody else writes it."""
    ((line_id, sku, name, units, price, tax),) = detail["goods"]
    each = Decimal(price)
    return CreditDraft(
        detail["invoice"],
        detail["memo"],
        "No VAT",
        detail["taxes_included"],
        lines=(SaleLine(Sku(sku), name, units, each, Decimal(tax), each * units, line_id),),
        restock=(Restock(Sku(sku), units, "Main Warehouse"),),
    )
