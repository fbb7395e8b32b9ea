"""Writes to products, variants and inventory items: each one is journaled, as it may rename."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from sandbox.journal import ProductWritten
from sandbox.shopify import payloads
from sandbox.shopify.catalogue import Item, Product, Variant
from sandbox.shopify.errors import UserErrors, user_error
from sandbox.shopify.identifiers import number
from sandbox.shopify.resolvers.payload import payload
from sandbox.shopify.resolvers.registry import Info, resolves
from sandbox.shopify.resolvers.roots import shop_of
from sandbox.shopify.state import Shop

MOST_SKU = 255


@resolves("Mutation", "inventoryItemUpdate")
def update_item(_: object, info: Info, id: str, input: dict[str, object]) -> dict[str, object]:
    """Change an item."""
    here = shop_of(info)
    info.context.refs.append(id)
    item = here.catalogue.items.get(number(id, "InventoryItem"))
    if item is None:
        text = "The product couldn't be updated because it does not exist."
        return payload(info, [user_error(["id"], text)], inventoryItem=None)
    errors = _refuse_sku(input, ["input"])
    if not errors:
        here.note(ProductWritten(here.now(), here.system, item.gid, "sku" in input))
        _write_item(here, item, input)
    return payload(info, errors, inventoryItem=item)


@resolves("Mutation", "productVariantsBulkUpdate")
def update_variants(
    _: object,
    info: Info,
    product_id: str,
    variants: list[dict[str, object]],
    allow_partial_updates: bool | None = False,
) -> dict[str, object]:
    """Change variants of one product: all of them, or with partial updates the good ones."""
    here = shop_of(info)
    info.context.refs.append(product_id)
    product = here.catalogue.products.get(number(product_id, "Product"))
    if product is None:
        error = user_error(["productId"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")
        return payload(info, [error], product=None, productVariants=None)
    errors: UserErrors = []
    good: list[tuple[Variant, Mapping[str, object]]] = []
    for at, row in enumerate(variants):
        variant, wrong = _variant(product, row, ["variants", str(at)])
        errors += wrong
        if variant is not None and not wrong:
            good.append((variant, row))
    if errors and not allow_partial_updates:
        return payload(info, errors, product=product, productVariants=None)
    for variant, wanted_row in good:
        _write_variant(here, variant, wanted_row)
    return payload(info, errors, product=product, productVariants=[v for v, _ in good])


def _variant(
    product: Product, row: Mapping[str, object], where: list[str]
) -> tuple[Variant | None, UserErrors]:
    if row.get("id") is None:
        text = "Product variant is missing ID attribute"
        return None, [user_error([*where, "id"], text, "PRODUCT_VARIANT_ID_MISSING")]
    wanted = number(str(row["id"]), "ProductVariant")
    variant = next((v for v in product.variants if v.id == wanted), None)
    if variant is None:
        text = "Product variant does not exist"
        return None, [user_error([*where, "id"], text, "PRODUCT_VARIANT_DOES_NOT_EXIST")]
    errors: UserErrors = []
    item = row.get("inventoryItem")
    if isinstance(item, dict):
        errors += _refuse_sku(item, [*where, "inventoryItem"])
    price = _price(row.get("price"))
    if price is not None and price < 0:
        text = "Price must be greater than or equal to 0"
        errors.append(user_error([*where, "price"], text, "GREATER_THAN_OR_EQUAL_TO"))
    return variant, errors


def _write_variant(here: Shop, variant: Variant, row: Mapping[str, object]) -> None:
    item = row.get("inventoryItem")
    touched = isinstance(item, dict) and "sku" in item
    here.note(ProductWritten(here.now(), here.system, variant.gid, touched))
    price = _price(row.get("price"))
    if price is not None:
        variant.price = price
    if "barcode" in row:
        variant.barcode = None if row["barcode"] is None else str(row["barcode"])
    if row.get("inventoryPolicy") is not None:
        variant.policy = str(row["inventoryPolicy"])
    variant.updated_at = variant.product.updated_at = here.now()
    here.changed()
    if isinstance(item, dict):
        _write_item(here, variant.item, item)


def _write_item(here: Shop, item: Item, wanted: Mapping[str, object]) -> None:
    if "sku" in wanted:
        sku = wanted["sku"]
        here.catalogue.rename(item, None if sku is None else str(sku))
    if wanted.get("requiresShipping") is not None:
        item.requires_shipping = bool(wanted["requiresShipping"])
    if wanted.get("tracked") is not None and bool(wanted["tracked"]) != item.tracked:
        item.tracked = bool(wanted["tracked"])
        here.stock.tracking_changed(item)
    item.updated_at = item.variant.updated_at = here.now()
    here.changed()
    here.hooks.fire("INVENTORY_ITEMS_UPDATE", lambda: payloads.item(here, item), [item.sku])


def _refuse_sku(wanted: Mapping[str, object], where: list[str]) -> UserErrors:
    sku = wanted.get("sku")
    if sku is None or len(str(sku)) <= MOST_SKU:
        return []
    text = f"SKU is too long (maximum is {MOST_SKU} characters)"
    return [user_error([*where, "sku"], text, "TOO_LONG")]


def _price(value: object) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return Decimal(-1)
