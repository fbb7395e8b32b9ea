"""A flash sale as a picture: what each store showed over time, against what was there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from deployments.day.curves import Curve, added, value_at
from deployments.day.flash_figures import OnSale, tightest
from deployments.day.flash_tables import Sale, heading

WIDTH, HEIGHT, DPI = 12.0, 9.0, 100
SMALL = 6
"""So many products have a picture of their own."""
COLUMNS = 3

THERE, TOO_HIGH, RUSH = "#5f6b76", "#c0392b", "#fdf3d8"
STORES = ("#1f6fb4", "#e08214", "#2e8b57", "#7b4fa3")
"""A colour a store, in the stores' order."""

Span = tuple[datetime, datetime]


def draw_sale(products: Sequence[OnSale], sale: Sale, shown: Span, close: Span) -> bytes:
    """A PNG of 1200 by 900 pixels: the sums on top, below the products where it was tightest.

    Args:
        products: At least one.
        sale: The report's part about the sale.
        shown: From when to when the sums are drawn.
        close: The same of the single products.
    """
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(heading(sale), fontsize=14, fontweight="bold")
    few = tightest(products, SMALL)
    rows = -(-len(few) // COLUMNS)
    grid = figure.add_gridspec(1 + rows, COLUMNS, height_ratios=[1.6, *[1.0] * rows])
    rush = (datetime.fromisoformat(sale["begins"]), datetime.fromisoformat(sale["ends"]))
    top = figure.add_subplot(grid[0, :])
    there = added(product.there for product in products)
    stores = {
        store: added(product.shown[store] for product in products) for store in products[0].shown
    }
    _draw(top, there, stores, shown, rush)
    top.set_title(f"All {len(products)} products together", loc="left", fontsize=11)
    top.set_ylabel("units")
    for at in sale["received"]:
        _goods_come_in(top, datetime.fromisoformat(at), there, shown)
    top.legend(loc="upper right", frameon=False, ncols=2 + len(stores), fontsize=10)
    for place, product in enumerate(few):
        axes = figure.add_subplot(grid[1 + place // COLUMNS, place % COLUMNS])
        _draw(axes, product.there, product.shown, close, rush)
        said = f"{product.sku}: {product.gap} in the gap"
        axes.set_title(said.replace("$", r"\$"), loc="left", fontsize=10)
    to = BytesIO()
    figure.savefig(to, format="png")
    return to.getvalue()


def _draw(axes: Axes, there: Curve, stores: Mapping[str, Curve], span: Span, rush: Span) -> None:
    """One picture of step curves; where a store shows more than is there, it is filled red."""
    curves = [there, *stores.values()]
    moments = sorted(
        {*span, *(at for curve in curves for at, _ in curve if span[0] < at < span[1])}
    )
    times = [_minutes(at, span) for at in moments]
    floor = [value_at(there, at) for at in moments]
    axes.axvspan(_minutes(rush[0], span), _minutes(rush[1], span), color=RUSH, zorder=0)
    axes.fill_between(times, floor, step="post", color=THERE, alpha=0.18, linewidth=0, zorder=1)
    axes.plot(times, floor, drawstyle="steps-post", color=THERE, linewidth=2.2, label="there")
    for (store, curve), colour in zip(stores.items(), STORES, strict=False):
        units = [value_at(curve, at) for at in moments]
        name = f"shown in {store}"
        axes.plot(times, units, drawstyle="steps-post", color=colour, linewidth=1.3, label=name)
    most = [max(value_at(curve, at) for curve in curves) for at in moments]
    red = axes.fill_between(
        times, floor, most, step="post", color=TOO_HIGH, alpha=0.35, linewidth=0
    )
    red.set_label("shown, not there")
    _time_axis(axes, span)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.tick_params(labelsize=9)
    axes.spines[["top", "right"]].set_visible(False)


def _goods_come_in(axes: Axes, at: datetime, there: Curve, span: Span) -> None:
    """A word where a purchase order came in."""
    where = (_minutes(at, span), value_at(there, at))
    axes.annotate(
        "goods come in",
        where,
        xytext=(12, 42),
        textcoords="offset points",
        arrowprops={"arrowstyle": "->", "color": THERE},
        color=THERE,
    )


def _time_axis(axes: Axes, span: Span) -> None:
    """Clock times at round minutes, some eight of them."""
    begin, end = _minutes(span[0], span), _minutes(span[1], span)
    step = next((step for step in (1, 2, 5, 10, 15, 20, 30) if (end - begin) / step <= 9), 60)
    axes.set_xlim(begin, end)
    axes.xaxis.set_major_locator(MultipleLocator(step))
    axes.xaxis.set_major_formatter(FuncFormatter(_clock))


def _minutes(at: datetime, span: Span) -> float:
    """Minutes since the midnight before the picture begins."""
    midnight = span[0].replace(hour=0, minute=0, second=0, microsecond=0)
    return (at - midnight).total_seconds() / 60


def _clock(minutes: float, _: object) -> str:
    return f"{int(minutes) // 60 % 24:02}:{int(minutes) % 60:02}"
