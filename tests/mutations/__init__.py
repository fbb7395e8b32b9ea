"""The guards that keep the promises, each deleted in turn: ``python -m tests.mutations``."""
