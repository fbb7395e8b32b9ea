"""Webhook subscriptions of every store, Cin7 and ShipStation, made and kept in one go."""

from pydantic import SecretStr

from tasks.doubts import settle_doubts
from tasks.noting import begin_orders
from tasks.outside import outside
from tasks.subscriptions import Subscribed, subscribe_cin7, subscribe_shop
from tasks.subscriptions_carrier import subscribe_shipstation


async def ensure_subscriptions(
    base: str, bearer: SecretStr, *, dry_run: bool = False
) -> list[Subscribed]:
    """Have every subscription present, active and pointing to ``base``.

    Orders are ours from here on, as their deliveries begin to come.

    Args:
        base: The receiver's public address, such as ``https://hooks.example.com``.
        bearer: What Cin7's deliveries are to bear.
        dry_run: Say what would be done.

    Safe to run at any time: what is there is left alone.
    """
    if not dry_run:
        await settle_doubts(None)
        for store in outside().shops:
            begin_orders(store)
    told: list[Subscribed] = []
    for store in outside().shops:
        told += await subscribe_shop(store, base, dry_run)
    told += await subscribe_cin7(base, bearer, dry_run)
    told += await subscribe_shipstation(base, dry_run)
    return told
