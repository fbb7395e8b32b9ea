"""The front door: verifies a delivery, writes it down, decides nothing."""
