"""Every point where nobody could see what the real Cin7 Core does, as a switch.

Defaults are those of the reference's table; a test turns one to see what happens if the vendor
turns out to be otherwise.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)
class Cin7Switches:
    """How this tenant of the pretend Cin7 behaves."""

    rate_limit_per_minute: int = 60
    rate_limit_scope: Literal["account", "application"] = "account"
    rate_limit_response: Literal["429", "503", "400-body", "429-retry-after"] = "429"
    refused_calls_count: bool = False
    """A call refused for its rate still uses the budget, so that hammering prolongs the wait."""

    stock_out_stage: Literal["ship", "pick"] = "ship"
    backorder_counts_as_allocated: bool = True
    backorders_fill_on_receipt: bool = False
    """Stock that comes in fills backordered lines, oldest first, without being asked."""

    omit_zero_rows: bool = True
    availability_lag_seconds: float = 0.0
    """Availability shows the figures as they were that long ago (up to 900)."""
    search_lag_seconds: float = 0.0
    """saleList shows sales as they were that long ago (up to 900)."""

    bom_lines: Literal["sent", "empty", "left-out"] = "sent"
    """What ``/product?IncludeBOM=true`` says of components: some tenants were seen to say none."""
    kit_available: Literal["derived", "own"] = "derived"
    """Whether Available tells what components could make of a kit, and opening kits would give."""

    unknown_path: Literal["404", "200-html"] = "404"
    error_shape: Literal["array", "object", "inside-200"] = "array"
    list_order: Literal["newest-first", "oldest-first"] = "newest-first"
    limit_over_1000: Literal["clamp", "error"] = "clamp"
    product_filter: Literal["contains", "starts"] = "contains"

    webhook_payload_valid_json: bool = True
    webhook_spelling: Literal["s", "z"] = "s"
    webhook_get_returns_secret: Literal["password-only", "none", "both"] = "password-only"
    stock_received_task_id: Literal["receiving", "purchase"] = "receiving"

    use_put_away: bool = False
    """General Settings: receiving and put-away are two documents."""
    customer_must_exist: bool = False
    charges_need_service_product: bool = True
    void_of_voided: Literal["error", "no-op"] = "error"
    undo_after_ship: Literal["returns", "refused"] = "returns"
    """Void or undo of a sale whose units have left: they come back on the shelf, or it says no."""
    pick_post: Literal["replaces", "adds"] = "replaces"
    """What a POST does to the lines of a pick that is a draft; a PUT always replaces them."""
    first_fulfilment: bool = True
    """An advanced sale has a fulfilment as soon as its order is authorised."""
    fulfilled_order_status: bool = False
    """OrderStatus moves on to FULFILLED and CLOSED when all is shipped and invoiced."""
    line_total_tolerance: str = "0.01"
    """How far a line's Total may be from the server's own sum, in the sale's currency."""
