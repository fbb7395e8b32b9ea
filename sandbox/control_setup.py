"""Filling the world: shops, the Cin7 company and a catalogue, all in one call."""

from typing import get_type_hints

from pydantic import TypeAdapter, ValidationError

from sandbox.control_bodies import ProductSetup, Setup, ShopSetup
from sandbox.shopify.state import Shop
from sandbox.world import World


class Impossible(ValueError):
    """What was asked of the control panel can't be done; the text says why."""


def set_up(world: World, setup: Setup) -> dict[str, object]:
    """Do all of a ``POST catalogue``; what is there already is added to."""
    for shop_setup in setup.shops:
        _open(world, shop_setup)
    if setup.cin7 is not None:
        world.cin7.set_credentials(setup.cin7.account_id, setup.cin7.application_key)
        known = {location.name for location in world.cin7.catalogue.locations}
        for location in setup.cin7.locations:
            if location not in known:
                world.cin7.add_location(location)
        for service in setup.cin7.services:
            if world.cin7.catalogue.service(service) is None:
                world.cin7.add_product(service, service, kind="Service")
    for product in setup.products:
        _add(world, product)
    for kit in setup.products:
        if kit.made_of:
            world.cin7.set_bill(kit.sku, kit.made_of, kit.makes, opens=kit.opens)
    return {"products": len(setup.products), "shops": list(world.shops)}


def _open(world: World, setup: ShopSetup) -> Shop:
    shop = world.shops.get(setup.domain) or world.add_shop(
        setup.domain, setup.name, setup.currency, setup.country
    )
    for location in setup.locations:
        shop.add_location(location.id, location.name, location.country)
    shop.static_tokens.update(setup.tokens)
    shop.apps.update(setup.apps)
    if setup.webhook_secret is not None:
        shop.webhook_secret = setup.webhook_secret
    return shop


def _add(world: World, product: ProductSetup) -> None:
    if product.in_cin7:
        world.cin7.add_product(product.sku, product.name, product.price, product.stock)
    for domain, levels in product.shops.items():
        if domain not in world.shops:
            raise Impossible(f"there is no shop {domain!r}")
        world.shops[domain].add_item(
            product.sku, product.name, product.price, tracked=product.tracked, levels=levels
        )


def turn(switches: object, values: dict[str, object]) -> None:
    """Set switches by name; all are checked before any is turned."""
    kinds = get_type_hints(type(switches))
    checked: dict[str, object] = {}
    for name, value in values.items():
        if name not in kinds:
            raise Impossible(f"there is no switch {name!r}; there are: {', '.join(sorted(kinds))}")
        try:
            checked[name] = TypeAdapter(kinds[name]).validate_python(value)
        except ValidationError as error:
            raise Impossible(f"switch {name!r}: {error.errors()[0]['msg']}") from None
    for name, value in checked.items():
        setattr(switches, name, value)
