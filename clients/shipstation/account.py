"""What a ShipStation account is set up with: where it ships from, and by whom."""

from clients.pace import Lane
from clients.shipstation.caller import Caller
from clients.shipstation.models_account import CarrierList, Warehouse, WarehouseList


class Account(Caller):
    """Read only: people set these up in the app."""

    async def warehouses(self, *, lane: Lane = Lane.IDLE) -> tuple[Warehouse, ...]:
        """Read the Ship From Locations; the rules name them by their names.

        Source: ``GET /v2/warehouses``, ShipStation API V2.
        """
        found = await self._call(
            WarehouseList.model_validate, "GET", "warehouses", lane=lane, operation="warehouses"
        )
        return found.warehouses

    async def carriers(self, *, lane: Lane = Lane.IDLE) -> CarrierList:
        """Read the carrier accounts with their services; ``is_whole`` says if that is all of them.

        Source: ``GET /v2/carriers``, ShipStation API V2.
        """
        return await self._call(
            CarrierList.model_validate, "GET", "carriers", lane=lane, operation="carriers"
        )
