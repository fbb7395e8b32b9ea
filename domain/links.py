"""Where a message's links lead: the product in Cin7 and in each store, and the run that said it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from domain.telling import Link


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses with ``{sku}`` (and ``{shop}``) in them; an empty one is left out.

    Attributes:
        cin7_product: Of a product in Cin7.
        shopify_product: Of a product in a shop's admin.
        prefect: Of the Prefect UI.
        shops: Shop domains by store name.
    """

    cin7_product: str = ""
    shopify_product: str = ""
    prefect: str = ""
    shops: Mapping[str, str] = field(default_factory=dict)

    def of(self, detail: Mapping[str, object]) -> tuple[Link, ...]:
        """Links for a condition with this detail; SKUs are quoted, so none can break out."""
        found: list[Link] = []
        sku = quote(str(detail.get("sku") or ""), safe="")
        if sku and self.cin7_product:
            found.append(Link("Cin7", self.cin7_product.replace("{sku}", sku)))
        if sku and self.shopify_product:
            for store, shop in self.shops.items():
                if detail.get("store") in (None, store):
                    address = self.shopify_product.replace("{shop}", shop).replace("{sku}", sku)
                    found.append(Link(f"Shopify {store}", address))
        run = quote(str(detail.get("run") or ""), safe="")
        if run and self.prefect:
            found.append(Link("run", f"{self.prefect.rstrip('/')}/runs/flow-run/{run}"))
        return tuple(found)
