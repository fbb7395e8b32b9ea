"""A client on a pretend shop, and the shared material where it lies."""

import gzip
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from graphql import GraphQLSchema, build_client_schema

from clients.shopify import ShopifyClient, StaticToken
from clients.shopify.tokens import TokenSource
from tests.clients.shopify.pretend_shop import BASE_URL, TOKEN, Notebook, Shop

SHARED = Path(__file__).resolve().parents[3].parent / "shared"


@pytest.fixture
def notes() -> Notebook:
    return Notebook()


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
async def http(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(shop.answer)) as client:
        yield client


@pytest.fixture
def open_client(http: httpx.AsyncClient, notes: Notebook) -> Callable[..., ShopifyClient]:
    """Opens a client on the pretend shop, with a static token unless another source is given."""

    def build(token: TokenSource | None = None) -> ShopifyClient:
        return ShopifyClient(
            http,
            base_url=BASE_URL,
            token=token or StaticToken(TOKEN),
            pace=notes,
            sleep=notes.sleep,
        )

    return build


@pytest.fixture
def client(open_client: Callable[..., ShopifyClient]) -> ShopifyClient:
    return open_client()


@pytest.fixture(scope="session")
def real_schema() -> GraphQLSchema:
    """The vendor's own 2026-10 schema; it is never copied into this project."""
    path = SHARED / "reference" / "data" / "shopify-admin-2026-10.json.gz"
    if not path.exists():
        pytest.skip(f"the vendor's schema was not found: {path}")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return build_client_schema(json.load(file)["data"], assume_valid=True)


@pytest.fixture(scope="session")
def payloads() -> Path:
    """Recorded and published Shopify payloads."""
    path = SHARED / "data" / "payloads" / "shopify"
    if not path.exists():
        pytest.skip(f"the recorded payloads were not found: {path}")
    return path
