"""A pretend Shopify and Cin7 that behave, refuse, lag and keep their own books."""
