"""The Cin7 Core client: all that we ask of it, on one road and one budget.

Cin7 Core External API v2. What is known of it and what is not: ``docs/systems/cin7-core.md``.
"""

from clients.cin7.availability import Stock
from clients.cin7.billing import Billing
from clients.cin7.fulfilments import Fulfilling
from clients.cin7.products import Products
from clients.cin7.purchases import Purchases
from clients.cin7.sales import Sales
from clients.cin7.subscriptions import Subscriptions


class Cin7Client(Stock, Products, Sales, Fulfilling, Billing, Purchases, Subscriptions):
    """Speaks to one Cin7 Core company; see ``Caller`` for what it is made with.

    A method waits for the account's budget, sends, and tries once more only when Cin7 named its
    pace and nothing happened. It raises ``clients.errors`` and their children in
    ``clients.cin7.errors``; any method may raise ``Throttled``, ``Denied`` and ``Rejected``, a
    read ``Unreachable`` and ``Malformed``, a write ``OutcomeUnknown``.
    """
