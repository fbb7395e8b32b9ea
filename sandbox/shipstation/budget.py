"""So many calls a minute and key, counted in fixed minutes of the world's clock."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.clock import Clock

PERIOD = 60.0
"""Seconds of a window."""


@dataclass(slots=True)
class Window:
    """When it began and how many calls came since."""

    began: datetime
    calls: int = 0


class Budget:
    """Counts the calls of each key and says when it is enough."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[str, Window] = {}

    def take(self, key: str, most: int) -> bool:
        """Use one call's worth; False when there is none."""
        window = self._window(key)
        if window.calls >= most:
            return False
        window.calls += 1
        return True

    def seconds_until_next(self, key: str) -> float:
        """How long until the window ends."""
        began = self._window(key).began
        return max(0.0, PERIOD - (self._clock.now() - began).total_seconds())

    def left(self, most: int) -> int:
        """The calls that the busiest key may still make now."""
        return min((most - self._window(key).calls for key in list(self._windows)), default=most)

    def _window(self, key: str) -> Window:
        now = self._clock.now()
        window = self._windows.get(key)
        if window is None or (now - window.began).total_seconds() >= PERIOD:
            window = self._windows[key] = Window(now)
        return window
