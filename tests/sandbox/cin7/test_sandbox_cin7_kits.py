"""Bills of materials, and kits that Cin7 assembles when they are sold."""

import pytest

from sandbox.cin7.errors import Refusal

BOX = {"TEE": 2, "MUG": 1}


@pytest.fixture
def kits(tenant):
    cin7 = tenant.world.cin7
    cin7.add_product("BOX", "Gift box", 30)
    cin7.set_bill("BOX", BOX)
    return tenant


async def bill_of(tenant, sku: str, **params):
    page = await tenant.get("product", Sku=sku, **params)
    return next(row for row in page["Products"] if row["SKU"] == sku)


async def test_a_bill_is_shown_when_asked_for(kits):
    shown = await bill_of(kits, "BOX", IncludeBOM="true")
    lines = {row["ProductCode"]: row["Quantity"] for row in shown["BillOfMaterialsProducts"]}
    assert (lines, shown["AutoAssembly"], shown["BOMType"]) == (BOX, True, "Assembly")
    assert (
        shown["BillOfMaterialsProducts"][0]["ComponentProductID"]
        == (await bill_of(kits, "TEE"))["ID"]
    )
    assert (await bill_of(kits, "TEE", IncludeBOM="true"))["BillOfMaterialsProducts"] == []
    assert "BillOfMaterialsProducts" not in await bill_of(kits, "BOX")


async def test_a_tenant_may_tell_no_components_though_it_assembles_by_itself(kits):
    kits.world.cin7_switches.bom_lines = "empty"
    shown = await bill_of(kits, "BOX", IncludeBOM="true")
    assert (shown["AutoAssembly"], shown["BillOfMaterialsProducts"]) == (True, [])
    kits.world.cin7_switches.bom_lines = "left-out"
    assert "BillOfMaterialsProducts" not in await bill_of(kits, "BOX", IncludeBOM="true")


async def test_available_of_a_kit_tells_what_its_components_could_make(kits):
    assert await kits.figures("BOX") == (0, 0, 3)
    assert await kits.figures("BOX", "Leeds") == (0, 0, 0)
    kits.world.cin7.adjust("TEE", "London", -5)
    assert await kits.figures("BOX") == (0, 0, 2)
    kits.world.cin7_switches.kit_available = "own"
    assert await kits.figures("BOX") == (0, 0, 0)


async def test_authorising_a_sale_assembles_the_kit_from_its_components(kits):
    await kits.sold(("BOX", 2))
    assert await kits.figures("BOX") == (2, 2, 1)
    assert await kits.figures("TEE") == (6, 0, 6)
    assert await kits.figures("MUG") == (1, 0, 1)


async def test_finished_ones_go_first_and_what_can_not_be_made_is_backordered(kits):
    kits.world.cin7.adjust("BOX", "London", 1)
    sale_id = await kits.sold(("BOX", 6))
    (line,) = (await kits.get("sale/order", SaleID=sale_id))["Lines"]
    assert line["BackorderQuantity"] == 2
    assert await kits.figures("MUG") == (0, 0, 0)
    assert await kits.figures("TEE") == (4, 0, 4)


async def test_a_build_that_makes_several_is_begun_whole(kits):
    cin7 = kits.world.cin7
    cin7.add_product("PIECE", "A piece of a carton", 2)
    cin7.add_product("CARTON", "A carton of six", 10, {"London": 2})
    cin7.set_bill("PIECE", {"CARTON": 1}, makes=6)
    assert await kits.figures("PIECE") == (0, 0, 12)
    await kits.sold(("PIECE", 1))
    assert await kits.figures("PIECE") == (6, 1, 11)
    assert await kits.figures("CARTON") == (1, 0, 1)


async def test_a_void_lets_the_finished_kit_go_and_not_its_components(kits):
    sale_id = await kits.sold(("BOX", 1))
    await kits.delete("sale", ID=sale_id, Void="true")
    assert await kits.figures("BOX") == (1, 0, 3)
    assert await kits.figures("TEE") == (8, 0, 8)


async def test_a_lagging_availability_tells_a_kit_as_late_as_its_components(kits):
    kits.world.cin7_switches.availability_lag_seconds = 30
    await kits.sold(("TEE", 6))
    assert await kits.figures("BOX") == (0, 0, 3)
    await kits.world.advance(31)
    assert await kits.figures("BOX") == (0, 0, 2)


async def test_what_somebody_builds_before_it_is_sold_has_only_its_own_shelf(kits):
    kits.world.cin7.set_bill("BOX", BOX, automatic=False)
    assert await kits.figures("BOX") == (0, 0, 0)
    await kits.sold(("BOX", 1))
    assert await kits.figures("TEE") == (10, 0, 10)


@pytest.fixture
def cases(tenant):
    """A mug by itself, and a case of three that Cin7 packs and opens as it is asked for."""
    tenant.world.cin7.add_product("CASE", "Three mugs", 20, {"London": 2})
    tenant.world.cin7.set_bill("CASE", {"MUG": 3}, opens=True)
    return tenant


async def test_singles_stand_in_cases_and_cases_are_made_of_singles(cases):
    shown = await bill_of(cases, "CASE", IncludeBOM="true")
    assert (shown["AutoAssembly"], shown["AutoDisassembly"]) == (True, True)
    assert await cases.figures("MUG") == (3, 0, 9)
    assert await cases.figures("CASE") == (2, 0, 3)
    cases.world.cin7_switches.kit_available = "own"
    assert await cases.figures("MUG") == (3, 0, 3)


async def test_authorising_a_sale_opens_as_many_cases_as_are_short_of(cases):
    await cases.sold(("MUG", 5))
    assert await cases.figures("CASE") == (1, 0, 1)
    assert await cases.figures("MUG") == (6, 5, 4)
    sale_id = await cases.sold(("MUG", 9))
    (line,) = (await cases.get("sale/order", SaleID=sale_id))["Lines"]
    assert line["BackorderQuantity"] == 5
    assert await cases.figures("CASE") == (0, 0, 0)


async def test_a_case_that_nobody_packs_is_only_opened(cases):
    cases.world.cin7.set_bill("CASE", {"MUG": 3}, automatic=False, opens=True)
    assert await cases.figures("CASE") == (2, 0, 2)
    assert await cases.figures("MUG") == (3, 0, 9)


async def test_no_case_is_opened_to_pack_something_else(cases):
    cases.world.cin7.add_product("PAIR", "Two mugs", 14)
    cases.world.cin7.set_bill("PAIR", {"MUG": 2})
    await cases.sold(("PAIR", 2))
    assert await cases.figures("CASE") == (2, 0, 2)
    assert await cases.figures("PAIR") == (1, 2, -1)


async def test_a_bill_that_can_not_be_is_refused(kits):
    with pytest.raises(Refusal):
        kits.world.cin7.set_bill("BOX", {"TEE": 0})
    with pytest.raises(Refusal):
        kits.world.cin7.set_bill("BOX", {"NOBODY": 1})
