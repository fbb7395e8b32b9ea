"""How the warehouse's people work: seconds of our clock, shares of the orders."""

from collections.abc import Mapping

Habits = Mapping[str, float | list[float]]

USUAL: Habits = {
    "label_after": [600.0, 3000.0],
    "split": 0.15,
    "two_packages": 0.1,
    "relabel": 0.08,
    "void_after": [300.0, 2400.0],
    "relabel_after": [60.0, 1200.0],
}

SWIFT: Habits = {
    **USUAL,
    "label_after": [60.0, 600.0],
    "void_after": [60.0, 240.0],
    "relabel_after": [30.0, 120.0],
}
"""On a short day, so that the last parcel is away soon after the last order."""
