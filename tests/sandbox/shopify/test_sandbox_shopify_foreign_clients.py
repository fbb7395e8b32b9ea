"""Clients that nobody here wrote take the sandbox for Shopify, over real HTTP.

``ShopifyAPI`` is Shopify's own for Python; ``@shopify/shopify-api`` is theirs for Node, fetched
into the system's folder for temporary files once. Without node or its registry that test says so.
"""

import json
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import pytest
import shopify
import uvicorn

from sandbox.app import create_app
from sandbox.clock import RunningClock
from sandbox.shopify.state import Shop
from sandbox.world import World
from tests.sandbox.shopify.merchant import LEEDS, LONDON, MONDAY, SET, TOKEN

pytestmark = pytest.mark.slow

DEMO = "demo.myshopify.com"
NODE_CLIENT = "@shopify/shopify-api@15.0.0"
READ = """
query Items { inventoryItems(first: 10) { nodes { sku inventoryLevels(first: 5) { nodes {
  location { name } quantities(names: ["available"]) { quantity } } } } } }
"""
SUBSCRIBE = """
mutation Subscribe($uri: String!) { webhookSubscriptionCreate(topic: ORDERS_CREATE,
  webhookSubscription: { uri: $uri }) { webhookSubscription { id } userErrors { message } } }
"""


@dataclass
class Served:
    """A shop behind a real port."""

    shop: Shop
    url: str
    panel: str
    """The control panel of the shop."""


@pytest.fixture
def served() -> Iterator[Served]:
    world = World(RunningClock(MONDAY, MONDAY))
    shop = world.add_shop(DEMO, "Demo")
    shop.static_tokens.add(TOKEN)
    shop.apps["app"] = "shpss_node"
    shop.webhook_secret = "shpss_node"
    shop.add_location(LONDON, "London", "GB")
    shop.add_location(LEEDS, "Leeds", "GB")
    shop.add_item("TEE", "Plain tee", "9.99", levels={LONDON: 10, LEEDS: 4})
    config = uvicorn.Config(create_app(world), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    started = threading.Event()
    while not server.started and thread.is_alive():
        started.wait(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    yield Served(shop, f"{base}/shopify/{DEMO}", f"{base}/_sandbox/shops/{DEMO}")
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def letterbox() -> Iterator[tuple[str, "Queue[tuple[dict[str, str], bytes]]"]]:
    """A plain web server that keeps what it is sent."""
    kept: Queue[tuple[dict[str, str], bytes]] = Queue()

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.put((dict(self.headers.items()), body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Keep)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook", kept
    server.shutdown()
    server.server_close()


def tee(shop: Shop) -> str:
    return shop.catalogue.variant_of("TEE").item.gid


def wanted(shop: Shop, units: int, expected: int) -> dict[str, Any]:
    row = {
        "inventoryItemId": tee(shop),
        "locationId": f"gid://shopify/Location/{LONDON}",
        "quantity": units,
        "changeFromQuantity": expected,
    }
    return {"name": "available", "reason": "correction", "quantities": [row]}


def available(shop: Shop) -> int:
    level = shop.stock.level(shop.catalogue.variant_of("TEE").item, LONDON)
    assert level is not None
    return level.available


def test_shopifys_python_library_reads_and_writes(served: Served) -> None:
    session = shopify.Session(DEMO, "2026-10", TOKEN)
    shopify.ShopifyResource.activate_session(session)
    try:
        client = shopify.GraphQL()
        client.endpoint = f"{served.url}/admin/api/2026-10/graphql.json"
        read = json.loads(client.execute(READ))
        given = {"input": wanted(served.shop, 7, 10), "key": "python"}
        written = json.loads(client.execute(SET, given, "SetQuantities"))
        stale = json.loads(client.execute(SET, given | {"key": "again"}, "SetQuantities"))
    finally:
        shopify.ShopifyResource.clear_session()

    (item,) = read["data"]["inventoryItems"]["nodes"]
    assert item["sku"] == "TEE"
    assert item["inventoryLevels"]["nodes"][0] == {
        "location": {"name": "London"},
        "quantities": [{"quantity": 10}],
    }
    assert written["data"]["inventorySetQuantities"]["userErrors"] == []
    (error,) = stale["data"]["inventorySetQuantities"]["userErrors"]
    assert error["code"] == "CHANGE_FROM_QUANTITY_STALE"
    assert available(served.shop) == 7


@pytest.fixture(scope="module")
def node_client() -> Path:
    """Where Shopify's Node library is installed; fetched when it is not there yet."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are not installed: Shopify's Node library can't be asked")
    home = Path(tempfile.gettempdir()) / f"sandbox-foreign-{NODE_CLIENT.replace('/', '-')}"
    if not (home / "node_modules").exists():
        fresh = Path(tempfile.mkdtemp(prefix="sandbox-foreign-"))
        command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts"]
        command += ["--prefix", str(fresh), NODE_CLIENT]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=fresh)
        except (subprocess.SubprocessError, OSError) as error:
            shutil.rmtree(fresh, ignore_errors=True)
            pytest.skip(f"{NODE_CLIENT} could not be fetched from the registry: {error}")
        try:
            fresh.rename(home)
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)
    script = Path(__file__).with_name("validate_webhook.mjs")
    shutil.copy(script, home / script.name)
    return home / script.name


def test_shopifys_node_library_takes_the_token_the_answers_and_the_signature(
    served: Served,
    letterbox: tuple[str, "Queue[tuple[dict[str, str], bytes]]"],
    node_client: Path,
) -> None:
    address, kept = letterbox
    session = shopify.Session(DEMO, "2026-10", TOKEN)
    shopify.ShopifyResource.activate_session(session)
    client = shopify.GraphQL()
    client.endpoint = f"{served.url}/admin/api/2026-10/graphql.json"
    made = json.loads(client.execute(SUBSCRIBE, {"uri": address}))
    shopify.ShopifyResource.clear_session()
    assert made["data"]["webhookSubscriptionCreate"]["userErrors"] == []
    line = {"sku": "TEE", "units": 1, "price": "9.99", "title": "Tee é"}
    sold = httpx.post(f"{served.panel}/checkout", json={"lines": [line], "country": "GB"})
    assert sold.status_code == 200, sold.text
    headers, body = kept.get(timeout=10)

    asked = {
        "base": served.url,
        "secret": "shpss_node",
        "read": READ,
        "write": SET,
        "variables": {"input": wanted(served.shop, 3, 9), "key": "node"},
        "webhook": {"headers": headers, "body": body.decode()},
    }
    done = subprocess.run(
        ["node", str(node_client)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=60,
        cwd=node_client.parent,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)

    assert "write_inventory" in told["scope"]
    assert told["read"]["inventoryItems"]["nodes"][0]["sku"] == "TEE"
    assert told["write"]["inventorySetQuantities"]["userErrors"] == []
    assert available(served.shop) == 3
    assert told["genuine"]["valid"] is True
    assert told["genuine"]["topic"] == "ORDERS_CREATE"
    assert told["genuine"]["domain"] == DEMO
    assert told["altered"] == {"valid": False, "reason": "invalid_hmac"}
