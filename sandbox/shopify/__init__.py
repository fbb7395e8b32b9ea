"""A pretend Shopify: Admin GraphQL API 2026-10, several shops, webhooks (see its routes)."""
