"""The flash sale's day fits into the simulation, whole."""

from deployments.day.flash import flash_script
from tests.simulation.flash import OTHERS, little_world
from tests.town import MORNING


def test_every_product_that_the_day_sells_is_in_the_little_world_with_all_its_units() -> None:
    day = flash_script(MORNING, 7)
    assert day.sale is not None
    stock = little_world(day, 7).stock
    wanted = {line.code for order in day.orders for line in order.lines if not line.custom}
    assert wanted <= set(stock)
    assert len(stock) > len(day.catalogue.products) / OTHERS
    units = {product.sku: sum(product.stock.values()) for product in day.catalogue.products}
    assert {sku: sum(places.values()) for sku, places in stock.items()} == {
        sku: units[sku] for sku in stock
    }
    assert set(day.sale.skus) <= set(stock)
