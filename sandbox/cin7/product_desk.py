"""``/product``: products read and written by the API."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Literal

from sandbox.cin7.assembly import Assembly
from sandbox.cin7.catalogue import Catalogue
from sandbox.cin7.errors import Json, Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.paging import Page
from sandbox.cin7.products import BOM, INCLUDED, Product
from sandbox.cin7.sale_list import moment_of
from sandbox.cin7.shelves import Shelves
from sandbox.cin7.wire import same_id
from sandbox.journal import ProductWritten

REQUIRED = ("SKU", "Name", "Category", "Type", "CostingMethod", "UOM", "Status", "PriceTier1")
"""What a POST must carry."""


class ProductDesk:
    """Shows and writes product records."""

    def __init__(
        self, ground: Ground, catalogue: Catalogue, shelves: Shelves, assembly: Assembly
    ) -> None:
        self._ground = ground
        self._catalogue = catalogue
        self._shelves = shelves
        self._assembly = assembly

    def page(self, params: Mapping[str, str]) -> str:
        """A page of products; deprecated ones only when asked for."""
        page = Page.of(params, self._ground.switches)
        since = moment_of(params, "modifiedsince")
        deprecated = params.get("includedeprecated", "").lower() == "true"
        asked = [name for key, name in INCLUDED.items() if params.get(key, "").lower() == "true"]
        rows: list[str] = []
        for product in self._catalogue.products.values():
            if since and product.modified < since:
                continue
            if not deprecated and str(product.fields["Status"]).lower() == "deprecated":
                continue
            if (wanted := params.get("id")) and not same_id(product.product_id, wanted):
                continue
            if self._matches(product.sku, params.get("sku")) and self._matches(
                product.name, params.get("name")
            ):
                rows.append(self._shown(product, asked))
        return page.text("Products", rows)

    def _shown(self, product: Product, asked: list[str]) -> str:
        if not asked:
            return product.written()
        record: dict[str, Json] = {**product.to_json(), **{name: [] for name in asked}}
        if BOM in record:
            record[BOM] = self._assembly.lines(product)
            if self._ground.switches.bom_lines == "left-out":
                del record[BOM]
        return json.dumps(record, separators=(",", ":"))

    def _matches(self, value: str, wanted: str | None) -> bool:
        if not wanted:
            return True
        if self._ground.switches.product_filter == "starts":
            return value.lower().startswith(wanted.lower())
        return wanted.lower() in value.lower()

    def create(self, posted: Mapping[str, object] | None) -> Product:
        """Make a product; its SKU must be new."""
        body = dict(posted or {})
        missing = [name for name in REQUIRED if body.get(name) in (None, "")]
        if missing:
            raise Refusal(*(f"'{name}' is required" for name in missing))
        self._known(body)
        kind = _kind(body["Type"])
        price = _money(body["PriceTier1"])
        product = self._catalogue.add_product(
            str(body["SKU"]), str(body["Name"]), price, Decimal(0), kind
        )
        _fill(product, body)
        self._written(product, body)
        return product

    def update(self, posted: Mapping[str, object] | None) -> Product:
        """Write the fields that are sent; a SKU that is sent renames the product."""
        body = dict(posted or {})
        product_id = body.get("ID")
        if not isinstance(product_id, str) or not product_id:
            raise Refusal("'ID' is required")
        product = self._catalogue.product(product_id, None)
        self._known(body)
        if body.get("SKU") not in (None, ""):
            self._catalogue.rename(product, str(body["SKU"]))
        if body.get("Name") not in (None, ""):
            product.name = str(body["Name"])
        if body.get("PriceTier1") is not None:
            product.price = _money(body["PriceTier1"])
        _fill(product, body)
        self._shelves.forget_written(product)
        self._written(product, body)
        return product

    def _known(self, body: Mapping[str, object]) -> None:
        category, brand = body.get("Category"), body.get("Brand")
        if category is not None and category not in self._catalogue.categories:
            raise Refusal("Category not found.", code=404)
        if brand and brand not in self._catalogue.brands:
            raise Refusal(f"Brand '{brand}' was not found in reference book")

    def _written(self, product: Product, body: Mapping[str, object]) -> None:
        product.touch(self._ground.now())
        self._ground.changed()
        self._ground.note(
            ProductWritten(self._ground.now(), "cin7", product.product_id, "SKU" in body)
        )


def envelope(product: Product) -> str:
    """One product in the list's envelope, as POST and PUT answer."""
    return f'{{"Total":1,"Page":1,"Products":[{product.written()}]}}'


def _fill(product: Product, body: Mapping[str, object]) -> None:
    for name in product.fields.keys() & body.keys():
        product.fields[name] = body[name]


def _kind(value: object) -> Literal["Stock", "Service"]:
    if value == "Service":
        return "Service"
    if value == "Stock":
        return "Stock"
    raise Refusal(f"Type '{value}' is not supported")


def _money(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise Refusal(f"'{value}' is not a price") from None
