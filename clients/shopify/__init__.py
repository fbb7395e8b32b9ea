"""Shopify Admin GraphQL, version 2026-10."""

from clients.shopify.client import ShopifyClient
from clients.shopify.tokens import ClientCredentials, StaticToken, TokenSource

__all__ = ["ClientCredentials", "ShopifyClient", "StaticToken", "TokenSource"]
