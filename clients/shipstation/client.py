"""The ShipStation client: all that we ask of it, on one road and one budget.

ShipStation API V2. What is known of it and what is not: ``docs/systems/shipstation.md``.
"""

from clients.shipstation.account import Account
from clients.shipstation.labels import Labels
from clients.shipstation.shipments import Shipments
from clients.shipstation.subscriptions import Subscriptions


class ShipStationClient(Shipments, Labels, Account, Subscriptions):
    """Speaks to one ShipStation account; see ``Caller`` for what it is made with.

    A method waits for the account's budget, sends, and tries once more only when ShipStation named
    its pace and nothing happened. It raises ``clients.errors`` and their children in
    ``clients.shipstation.errors``; any method may raise ``Throttled``, ``Denied`` and
    ``Rejected``, a read ``Unreachable`` and ``Malformed``, a write ``OutcomeUnknown``.
    """
