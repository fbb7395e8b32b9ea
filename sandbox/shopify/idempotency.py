"""The memory behind ``@idempotent`` (reference, section 4.5): 24 hours from the first request."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from sandbox.shopify.errors import UserErrors, user_error

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop

T = TypeVar("T")

KEPT = timedelta(hours=24)

REQUIRED_BY = frozenset({"inventoryActivate", "inventorySetQuantities", "refundCreate"})
"""Mutations of this sandbox that are refused without the directive."""

MISMATCH = (
    "The request with this idempotency key has different parameters than the original request."
)
CONCURRENT = "This request is currently in progress, please try again."
FAILED = "A previous request with this idempotency key failed. Retry with a new idempotency key."


@dataclass(slots=True)
class Outcome(Generic[T]):
    """What came of a keyed call: a value, or why not."""

    value: T | None = None
    errors: UserErrors = field(default_factory=list)


@dataclass(slots=True)
class Kept:
    """What a key was first used for."""

    at: datetime
    asked: str
    outcome: object = None
    failed: bool = False


class Keys:
    """The keys one shop has seen, apart for each app."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop
        self._kept: dict[tuple[str, str], Kept] = {}
        self.running: set[tuple[str, str]] = set()
        """Keys of calls that were begun and have not landed (fault ``late``)."""

    def once(
        self,
        app: str,
        key: str,
        operation: str,
        arguments: Mapping[str, object],
        *,
        do: Callable[[], Outcome[T]],
        compare: Callable[[], UserErrors] | None = None,
    ) -> Outcome[T]:
        """Do a thing under its key, or answer for what was done under it before.

        Args:
            app: Who asks.
            key: The key.
            operation: The mutation's name.
            arguments: What was asked; another request under the same key is refused.
            do: Does it; called at most once a key.
            compare: The comparison with what is stored, which a repeat meets first by the switch
                ``replay = "cas_first"``.
        """
        asked = json.dumps([operation, arguments], sort_keys=True, default=str)
        if (app, key) in self.running:
            return Outcome(errors=[user_error(None, CONCURRENT, "IDEMPOTENCY_CONCURRENT_REQUEST")])
        kept = self._kept.get((app, key))
        now = self._shop.now()
        if kept is not None and now - kept.at < KEPT:
            return self._again(kept, asked, compare)
        kept = self._kept[(app, key)] = Kept(now, asked)
        try:
            outcome = do()
        except BaseException:
            del self._kept[(app, key)]
            raise
        if not outcome.errors:
            kept.outcome = outcome.value
        elif self._shop.switches.failed_key == "remembered":
            kept.failed = True
        else:
            del self._kept[(app, key)]
        return outcome

    def _again(
        self, kept: Kept, asked: str, compare: Callable[[], UserErrors] | None
    ) -> Outcome[T]:
        if asked != kept.asked:
            return Outcome(
                errors=[user_error(None, MISMATCH, "IDEMPOTENCY_KEY_PARAMETER_MISMATCH")]
            )
        if compare is not None and self._shop.switches.replay == "cas_first":
            stale = compare()
            if stale:
                return Outcome(errors=stale)
        if kept.failed:
            return Outcome(errors=[user_error(None, FAILED, "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED")])
        return Outcome(value=cast(T | None, kept.outcome))
