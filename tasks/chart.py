"""The digest's chart: the riskiest shelves by the days they last. No other step draws."""

from collections.abc import Sequence
from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from domain.digest import Risk

LONGEST_NAME = 40
SOON, LATER = "#c0392b", "#e0a030"
"""Colours of what ends within three days, and of the rest."""


def draw(risks: Sequence[Risk]) -> bytes:
    """A PNG of about 900 by 100 to 500 pixels; a bar a shelf, the soonest on top.

    A shelf whose days nobody knows has no bar, only its units.
    """
    figure = Figure(figsize=(9, 1.2 + 0.4 * len(risks)), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    days = [0.0 if risk.days is None else risk.days for risk in risks]
    names = [risk.subject[:LONGEST_NAME].replace("$", r"\$") for risk in risks]
    places = list(range(len(risks)))
    axes.barh(places, days, color=[SOON if day <= 3 else LATER for day in days])
    for place, (risk, day) in enumerate(zip(risks, days, strict=True)):
        axes.text(day, place, f" {risk.units} left", va="center", fontsize=9)
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.set_xlabel("days until empty")
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.12)
    to = BytesIO()
    figure.savefig(to, format="png")
    return to.getvalue()
