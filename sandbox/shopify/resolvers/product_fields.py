"""Fields of products and variants."""

from sandbox.shopify.catalogue import Product, Variant
from sandbox.shopify.paging import Connection, page
from sandbox.shopify.resolvers.registry import Info, always, reads, resolves
from sandbox.shopify.search import words


@resolves("Product", "variants")
def variants(product: Product, info: Info, **args: object) -> Connection[Variant]:
    """The product's variants."""
    return page(product.variants, lambda variant: (variant.id, variant.id), args)


reads(
    "Product",
    handle=lambda product: words(product.title).replace(" ", "-") or str(product.id),
    totalInventory=lambda product: sum(variant.shown() for variant in product.variants),
    tracksInventory=lambda product: any(variant.item.tracked for variant in product.variants),
)
always("Product", status="ACTIVE", vendor="Sandbox")
always(
    "ProductVariant",
    title="Default Title",
    selectedOptions=[{"name": "Title", "value": "Default Title"}],
)
reads(
    "ProductVariant",
    displayName=lambda variant: f"{variant.product.title} - Default Title",
    inventoryPolicy=lambda variant: variant.policy,
    inventoryQuantity=lambda variant: variant.shown(),
    inventoryItem=lambda variant: variant.item,
)
