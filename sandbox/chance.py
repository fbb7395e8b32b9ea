"""The one door to chance in the pretend world: seeded, so that a run can be had again."""

from random import Random  # noqa: TID251

__all__ = ["Random"]
