"""One business day: read from real order lines or made up, then played to the pretend vendors."""
