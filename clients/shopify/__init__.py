"""Shopify Admin GraphQL, version 2026-10."""
