"""What nobody could confirm about Shopify, each as a switch with the reference's default."""

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)
class ShopifySwitches:
    """How every pretend shop of a world behaves; may be changed while it runs."""

    replay: Literal["cas_first", "rebuilt"] = "cas_first"
    """What a repeated idempotency key meets first: the comparison (so it answers *stale* after its
    own success, as last observed), or the original success, rebuilt. Neither applies it twice."""

    failed_key: Literal["remembered", "forgotten"] = "remembered"
    """Whether a key whose first call was refused stays spent, and is answered
    IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED from then on."""

    late_holds_key: bool = True
    """Whether a call that lands late is already running, so that its key is answered
    IDEMPOTENCY_CONCURRENT_REQUEST until then, or is still on the road and comes second."""

    not_stocked: Literal["silent_no_op", "activates", "error"] = "silent_no_op"
    """What setting a quantity does at a location where the item is not stocked."""

    search_lag_seconds: float = 0.0
    """How far the search index (``query:`` arguments) is behind the truth."""

    order_window_days: int | None = 60
    """Days of orders an app without ``read_all_orders`` sees; ``None``: all of them."""

    hide_protected: bool = False
    """Whether the fields of protected customer data are null, in answers and webhooks."""

    new_token_ends_old: bool = False
    """Whether a client-credentials token dies when the next one is issued."""

    cancel_job_seconds: float = 2.0
    """How long an ``orderCancel`` job runs before the order shows it."""

    no_restock_of_unshipped: Literal["removes", "keeps_open"] = "removes"
    """Whether a NO_RESTOCK refund takes unshipped units off the fulfilment order (and the shelf),
    or leaves them to be shipped."""

    move_onto_open_order: Literal["keeps_id", "new_order"] = "keeps_id"
    """What a whole move does where the order already has an active fulfilment order: keep the id,
    as everywhere else, or close the moved one and make a new one, as the schema can be read."""

    cancelled_shipment: Literal["new_order", "grows"] = "new_order"
    """Where the units of a cancelled shipment stand: their fulfilment order stays closed (and shows
    them as remaining all the same, as was recorded) while a new one opens, or it opens again."""

    move_needs_untracked_stocked: bool = False
    """Whether the destination of a move must stock untracked items too."""

    allow_loopback_http: bool = True
    """Whether webhooks may go to ``http://`` on this very machine; the real Shopify never does."""

    webhook_retry_after: tuple[float, ...] = (10, 30, 120, 480, 1200, 2400, 4200, 6000)
    """Seconds between the tries of a webhook: eight more within four hours."""
