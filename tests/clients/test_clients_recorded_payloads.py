"""Every recorded payload that the project was given is read by one reader, or left out on purpose.

The tests of each client say how a body is read or refused; here is the walk over all of them, so
that a body nobody looks at can't hide. A new file in the folder makes this fail until it is named.
"""

from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.clients.cin7 import test_cin7_recorded_payloads as cin7
from tests.clients.shipstation import test_shipstation_recorded_payloads as shipstation
from tests.clients.shopify import test_shopify_recorded_webhooks as shopify

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "payloads"

CLAIMED: dict[str, tuple[str, ...]] = {
    "answers of Cin7": tuple(f"cin7-core/api-docs/{name}" for name in cin7.ANSWERS),
    "answers of Cin7 with a slip": (
        "cin7-core/api-docs/sale-creditnote.*.response.200.invalid.json.txt",
        "cin7-core/api-docs/product.GET.response.200.invalid.json.txt",
    ),
    "bodies for Cin7": tuple(f"cin7-core/api-docs/{name}" for name in cin7.BODIES),
    "deliveries of Cin7": ("cin7-core/webhooks/*", "cin7-core/received/*"),
    "what another library takes for Cin7": tuple(
        {f"cin7-core/library-fixtures/{name}" for name, _, _ in cin7.FIXTURES}
    ),
    "answers of ShipStation": tuple(
        f"shipstation-v2/{name}"
        for name in (*shipstation.READ, *shipstation.REFUSED, *shipstation.LISTS)
        if name not in shipstation.NEWS
    ),
    "deliveries of ShipStation": tuple(f"shipstation-v2/{name}" for name in shipstation.NEWS),
    "answers of Shopify": ("shopify/graphql-recorded/*.json",),
    "answers of Slack": (
        "slack/chat.postMessage.*",
        "slack/auth.test.response.[13].json",
        "slack/chat.delete.response.1.json",
    ),
}
"""Which group of tests reads which files (shell patterns below the folder)."""

NOT_USED: dict[str, str] = {
    "cin7-core/api-docs/advanced-purchase-*": "receipts are read with the purchase itself",
    "cin7-core/api-docs/customer.*": "customers are named, not made",
    "cin7-core/api-docs/me-*": "addresses and contacts of the account",
    "cin7-core/api-docs/product-*": "pictures and suppliers of products",
    "cin7-core/api-docs/product.POST.request.json": "products are not made by us",
    "cin7-core/api-docs/productfamily*": "families of products",
    "cin7-core/api-docs/purchase-*": "simple purchases are read through the advanced address",
    "cin7-core/api-docs/purchase.*": "simple purchases are read through the advanced address",
    "cin7-core/api-docs/ref-carrier.*": "carriers are told by name",
    "cin7-core/api-docs/ref-location.POST.*": "locations are not made by us",
    "cin7-core/api-docs/ref-pricetier.*": "prices come from Shopify",
    "cin7-core/api-docs/ref-tax.*": "the tax rule is named in the rules",
    "cin7-core/api-docs/ref-unit.*": "units of measure",
    "cin7-core/api-docs/sale-attachment.*": "attachments",
    "cin7-core/api-docs/sale-manualjournal.*": "journals are the bookkeeper's",
    "cin7-core/api-docs/stockadjustment*": "stock is Cin7's own, we never adjust it",
    "cin7-core/api-docs/stocktransfer*": "transfers are decided by people",
    "cin7-core/api-docs/supplier.*": "suppliers",
    "cin7-core/library-fixtures/*stock_adjustments.json": "stock is Cin7's own",
    "cin7-core/library-fixtures/*suppliers.json": "suppliers",
    "cin7-omni/*": "another product of Cin7's; it comes later behind the same port",
    "shipstation-v1/*": "the older API; it comes later behind the same port",
    "shopify/rest-fixtures/*": "we speak GraphQL only",
    "shopify/warehouse-extract/*": "tables of a reporting tool, not of the API",
    "slack/auth.test.response.[02].json": "who we are is learnt from the first post",
    "slack/chat.delete.response.0.json": "messages are changed, never deleted",
    **{f"shipstation-v2/{name}": why for name, why in shipstation.OTHER_OPERATIONS.items()},
}
"""Files that no operation of ours lives by, and why."""

NO_TOPIC_OF_OURS = "no flow lives by this topic; its body never breaks a reader (see the test)"


def claims(path: Path) -> list[str]:
    """Every reader that takes this file, and every reason not to read it."""
    name = path.relative_to(FOLDER).as_posix()
    found = [
        reader
        for reader, patterns in CLAIMED.items()
        if any(fnmatch(name, pattern) for pattern in patterns)
    ]
    found += [f"not used: {why}" for pattern, why in NOT_USED.items() if fnmatch(name, pattern)]
    if name.startswith("shopify/webhook-"):
        reads = shopify.reader(path)
        found.append(reads.__name__ if reads else f"not used: {NO_TOPIC_OF_OURS}")
    return found


def files() -> list[Path]:
    if not FOLDER.exists():
        pytest.skip(f"recorded payloads not found: {FOLDER}")
    return sorted(path for path in FOLDER.rglob("*") if path.is_file())


def test_every_recorded_payload_has_exactly_one_reader_or_a_reason() -> None:
    wrong = {
        str(path.relative_to(FOLDER)): got for path in files() if len(got := claims(path)) != 1
    }
    assert wrong == {}


def test_every_reader_and_every_reason_still_has_its_files() -> None:
    used = Counter(claim for path in files() for claim in claims(path))
    reasons = {f"not used: {why}" for why in {*NOT_USED.values(), NO_TOPIC_OF_OURS}}
    assert {*CLAIMED, *reasons} - used.keys() == set()
