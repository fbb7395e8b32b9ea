"""Pretend Shopify shops: state, GraphQL, webhooks."""
