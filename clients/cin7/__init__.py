"""Cin7 Core External API, version 2."""

from clients.cin7.client import Cin7Client

__all__ = ["Cin7Client"]
