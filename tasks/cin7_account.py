"""What every part of the Cin7 Core adapter stands on: the account, our warehouses in its words."""

from collections.abc import Callable
from datetime import datetime

from clients.cin7.client import Cin7Client
from clients.errors import Rejected
from domain.rules import Rules
from domain.types import WarehouseName


class Cin7Account:
    """One Cin7 Core account.

    Args:
        client: Its API.
        rules: Which of its locations are our warehouses.
        now: Our clock.
    """

    def __init__(self, client: Cin7Client, rules: Rules, now: Callable[[], datetime]) -> None:
        self._client = client
        self._rules = rules
        self._now = now

    def _location(self, warehouse: WarehouseName, operation: str) -> str:
        """What Cin7 calls a warehouse of ours.

        Raises:
            Rejected: It is none of ours; nothing was sent.
        """
        known = self._rules.warehouses.get(warehouse)
        if known is None:
            raise Rejected(f"no warehouse {warehouse!r}", system="cin7", operation=operation)
        return known.cin7_location
