"""Cin7 Core External API, version 2."""
