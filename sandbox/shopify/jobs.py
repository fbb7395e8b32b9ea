"""What Shopify does a moment later: cancelling an order is a job (reference, section 6.3)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from sandbox.shopify import reversals
from sandbox.shopify.errors import UserErrors, user_error
from sandbox.shopify.identifiers import gid
from sandbox.shopify.orders import Order

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop

MOST_NOTE = 255


@dataclass(slots=True, eq=False)
class CancelJob:
    """A cancellation under way, or done."""

    typename: ClassVar[str] = "OrderCancelJobResult"
    key: str
    order: Order
    done: bool = False
    failed: bool = False
    """Something was shipped while it ran."""

    @property
    def gid(self) -> str:
        """The id of the job's result."""
        return gid("OrderCancelJobResult", self.key)

    @property
    def job_gid(self) -> str:
        """The id of the job."""
        return gid("Job", self.key)


class Jobs:
    """All jobs of a shop, by their UUID."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop
        self.by_key: dict[str, CancelJob] = {}

    def cancel(
        self, order: Order, *, restock: bool, money_back: bool, reason: str, staff_note: str | None
    ) -> tuple[CancelJob | None, UserErrors]:
        """Begin to cancel an order, or say why not."""
        shop = self._shop
        text = reversals.CANCELLED if order.cancelling else reversals.why_not_cancel(order)
        if text is not None:
            return None, [user_error(["orderId"], text, "INVALID")]
        if staff_note is not None and len(staff_note) > MOST_NOTE:
            text = f"Staff note is too long. Maximum length is {MOST_NOTE} characters."
            return None, [user_error(["staffNote"], text, "INVALID")]
        job = CancelJob(str(UUID(shop.world.guid())), order)
        self.by_key[job.key] = job
        order.cancelling = True
        shop.changed()

        async def finish() -> None:
            job.done = True
            if reversals.why_not_cancel(order) == reversals.OUTSTANDING:
                job.failed, order.cancelling = True, False
                return
            reversals.cancel(
                shop,
                order,
                restock=restock,
                money_back=money_back,
                reason=reason,
                staff_note=staff_note,
            )

        shop.world.later(shop.switches.cancel_job_seconds, finish)
        return job, []
