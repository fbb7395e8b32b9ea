"""What Shopify refuses, by name. Each class says to the person on call what to do."""

from typing import ClassVar

from clients.errors import Denied, Rejected


class TokenRefused(Denied):
    """Shopify does not know our token (401): renewed once, and then a person has to mend it."""


class ShopUnavailable(Rejected):
    """The whole shop is frozen, locked or gone (402, 423, SHOP_INACTIVE). Stop it and tell."""


class CostTooHigh(Rejected):
    """The document asks for more points than one call may cost. Ask for smaller pages."""


class FilterIgnored(Rejected):
    """A search filter was not understood, so the answer would be everything. It is thrown away."""


class RowsRefused(Rejected):
    """Some rows of a batch were refused, so none was written. ``rows`` names them."""

    def __init__(
        self,
        message: str,
        *,
        system: str,
        operation: str,
        request_id: str | None = None,
        rows: tuple[int, ...] = (),
    ) -> None:
        """``rows``: places in the batch, from 0. Empty when Shopify did not say which."""
        super().__init__(message, system=system, operation=operation, request_id=request_id)
        self.rows = rows


class StaleQuantities(RowsRefused):
    """Some counts have moved since they were read. Read these rows again and decide again."""


class UnknownItem(RowsRefused):
    """An inventory item does not exist any more. Read the catalogue again."""


class UnknownLocation(RowsRefused):
    """A location does not exist. The map of warehouses in the rules has to be mended."""


class NotStocked(RowsRefused):
    """The item is not stocked at the location. Activate it there first."""


class NotCountable(RowsRefused):
    """Shopify does not let anybody set this item's count (bundles, for one). Leave it out."""


class RepeatedRow(RowsRefused):
    """The same item and location stand twice in one batch."""


class OutOfBounds(RowsRefused):
    """A quantity is beyond one thousand million units, or negative where it must not be."""


class InProgress(Rejected):
    """The first call with this key is still running. Send the same key again, a little later."""

    transient: ClassVar[bool] = True


class KeyParameterMismatch(Rejected):
    """This idempotency key was used for something else. A decision needs a key of its own."""


class PreviousAttemptFailed(Rejected):
    """The first call with this key failed for good. Decide again, with a new key."""


class ServiceBusy(Rejected):
    """Shopify's inventory service says it is not there; nothing was written. Try again."""

    transient: ClassVar[bool] = True


class UnknownFulfillmentOrder(Rejected):
    """The fulfilment order does not exist, or our app may not see its kind. Read the order."""


class UnknownFulfillment(Rejected):
    """The fulfilment (a shipment that was told) does not exist. Read the order."""


class FulfillmentOrderClosed(Rejected):
    """Nothing can be shipped from this fulfilment order: closed, cancelled or on hold.

    Read the order: its units may have been shipped already, or stand in another one now.
    """


class QuantityTooLarge(Rejected):
    """More units than remain on the fulfilment order's line. Read the order again."""


class CannotMove(Rejected):
    """The fulfilment order can't move: closed, in progress, with a 3PL, or not stocked there."""


class AlreadySubscribed(Rejected):
    """This topic is already sent to this address. List the subscriptions."""


class UnknownSubscription(Rejected):
    """The subscription is gone: deleted by Shopify after failures, or by a person."""


class AddressRefused(Rejected):
    """Shopify does not deliver to this address: it wants https, and a domain not its own."""
