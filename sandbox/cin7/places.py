"""Locations of the pretend Cin7 and the bins in them."""

from dataclasses import dataclass, field

from sandbox.cin7.errors import Json


@dataclass(slots=True, eq=False)
class Location:
    """A place where stock is kept, with the bins in it."""

    location_id: str
    name: str
    is_default: bool = False
    bins: dict[str, str] = field(default_factory=dict)
    """Bin name -> bin id."""
    address: dict[str, str] = field(default_factory=dict)
    is_deprecated: bool = False

    def rows(self) -> list[dict[str, Json]]:
        """The location's row, and one for each bin."""
        own = self._row(self.location_id, self.name, None, self.is_default)
        own["Bins"] = [
            {"ID": bin_id.upper(), "Name": name, "IsDeprecated": False, "IsStaging": False}
            for name, bin_id in self.bins.items()
        ] or None
        return [own, *(self._row(b, name, self, False) for name, b in self.bins.items())]

    def _row(
        self, row_id: str, name: str, parent: "Location | None", is_default: bool
    ) -> dict[str, Json]:
        return {
            "ID": row_id,
            "Name": name,
            "IsDefault": is_default,
            "IsDeprecated": self.is_deprecated,
            "Bins": None,
            "FixedAssetsLocation": False,
            "ParentID": parent.location_id if parent else None,
            "ParentName": parent.name if parent else None,
            "ReferenceCount": 0,
            "AddressLine1": self.address.get("line1", ""),
            "AddressLine2": self.address.get("line2", ""),
            "AddressCitySuburb": self.address.get("city", ""),
            "AddressStateProvince": self.address.get("state", ""),
            "AddressZipPostCode": self.address.get("postcode", ""),
            "AddressCountry": self.address.get("country", ""),
            "PickZones": None,
            "IsShopfloor": False,
            "IsCoMan": False,
            "IsStaging": False,
        }


@dataclass(frozen=True, slots=True)
class Spot:
    """A location and, if one was named, a bin in it (``""``: none)."""

    location: Location
    bin: str = ""

    @property
    def name(self) -> str:
        """As documents write it."""
        return f"{self.location.name}: {self.bin}" if self.bin else self.location.name

    @property
    def spot_id(self) -> str:
        """The bin's id where there is one."""
        return self.location.bins[self.bin] if self.bin else self.location.location_id
