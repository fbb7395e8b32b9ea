"""ShipStation API, version 2."""

from clients.shipstation.client import ShipStationClient

__all__ = ["ShipStationClient"]
