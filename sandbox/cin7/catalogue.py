"""What the pretend Cin7 knows by name: products and locations."""

from decimal import Decimal

from sandbox.cin7.errors import Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.places import Location, Spot
from sandbox.cin7.products import Kind, Product
from sandbox.cin7.wire import same_id


class Catalogue:
    """All products and locations, found by id or by exact name."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.products: dict[str, Product] = {}
        """By lower-case id."""
        self._by_sku: dict[str, Product] = {}
        self._services: dict[str, Product] = {}
        self.locations: list[Location] = []
        self.categories = {"Other"}
        self.brands: set[str] = set()

    def add_product(
        self, sku: str, name: str, price: Decimal, cost: Decimal, kind: Kind
    ) -> Product:
        """Write a new product down; its SKU is taken character for character."""
        if sku in self._by_sku:
            raise Refusal(f"Product with SKU '{sku}' already exists.")
        product = Product(self._ground.guid(), sku, name, kind, price, cost, self._ground.now())
        self.products[product.product_id] = product
        self._by_sku[sku] = product
        if kind == "Service":
            self._services[name] = product
        return product

    def rename(self, product: Product, sku: str) -> None:
        """Give a product another SKU."""
        if sku == product.sku:
            return
        if sku in self._by_sku:
            raise Refusal(f"Product with SKU '{sku}' already exists.")
        del self._by_sku[product.sku]
        product.sku = sku
        self._by_sku[sku] = product

    def by_sku(self, sku: str) -> Product | None:
        """The product with exactly this SKU."""
        return self._by_sku.get(sku)

    def product(self, product_id: str | None, sku: str | None) -> Product:
        """The product a line names by id or SKU, or a refusal."""
        if product_id:
            found = self.products.get(product_id.lower())
            if found is None:
                raise Refusal(f"Product with ID '{product_id}' was not found in reference book")
            return found
        if not sku:
            raise Refusal("ProductID or SKU is required")
        named = self._by_sku.get(sku)
        if named is None:
            raise Refusal(f"Product '{sku}' was not found in reference book")
        return named

    def service(self, name: str) -> Product | None:
        """The service product of this name or SKU."""
        named = self._by_sku.get(name)
        if named is not None and named.kind == "Service":
            return named
        return self._services.get(name)

    def add_location(self, name: str, bins: tuple[str, ...] = (), country: str = "") -> Location:
        """Open a location; the first one is the default."""
        if any(location.name == name for location in self.locations):
            raise Refusal(f"Location '{name}' already exists.")
        location = Location(
            self._ground.guid(),
            name,
            not self.locations,
            {one: self._ground.guid() for one in bins},
            {"country": country},
        )
        self.locations.append(location)
        return location

    def spot(self, name: str | None, spot_id: str | None = None) -> Spot:
        """The place a line names: ``"<Location>"``, ``"<Location>: <Bin>"`` or either's id."""
        for location in self.locations:
            if spot_id:
                if same_id(location.location_id, spot_id):
                    return Spot(location)
                for bin_name, bin_id in location.bins.items():
                    if same_id(bin_id, spot_id):
                        return Spot(location, bin_name)
            elif name == location.name:
                return Spot(location)
            elif name and name.startswith(f"{location.name}: "):
                bin_name = name.removeprefix(f"{location.name}: ")
                if bin_name in location.bins:
                    return Spot(location, bin_name)
        if not name and not spot_id:
            raise Refusal("Location or LocationID is required")
        raise Refusal(f"Location '{spot_id or name}' was not found in reference book")
