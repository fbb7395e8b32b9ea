"""After a day with a flash sale: its figures, its picture, and both in the Prefect UI."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from deployments.day.flash_chart import draw_sale
from deployments.day.flash_figures import on_sale, section
from deployments.day.flash_tables import flash_markdown, heading
from deployments.day.panel import Panel
from deployments.day.script import Script
from deployments.prefect_asks import PrefectOut, publish_image, publish_markdown
from settings.settings import Settings

BEFORE = timedelta(minutes=1)
AFTER = timedelta(minutes=4)
"""The single products are drawn from so long before the sale until so long after it."""

KEY = "flash-sale"


@dataclass(frozen=True, slots=True)
class FlashTold:
    """What is told of a sale.

    Args:
        section: The report's part ``flash_sale``.
        picture: A PNG.
    """

    section: dict[str, Any]
    picture: bytes


async def look_at_sale(
    panel: Panel, script: Script, claims: Mapping[str, Any], *, speed: float, folder: Path
) -> FlashTold | None:
    """Ask the books about the sale's products and put picture and data into the folder.

    Args:
        panel: The sandbox's.
        script: The day; None comes back when it has no sale.
        claims: As for the books.
        speed: Seconds of our clock a second of the wall.
        folder: Gets ``flash-sale.png`` and ``flash-sale.json`` (the curves behind it).
    """
    sale = script.sale
    if sale is None:
        return None
    timeline = await panel.timeline(claims, sale.skus)
    products = on_sale(timeline, script)
    told = section(products, script, speed)
    close = (sale.begins - BEFORE, sale.ends + AFTER)
    picture = await asyncio.to_thread(
        draw_sale, products, told, (script.opens, script.closes), close
    )
    (folder / f"{KEY}.png").write_bytes(picture)
    (folder / f"{KEY}.json").write_text(json.dumps(timeline), encoding="utf-8")
    return FlashTold({**told, "picture": f"{KEY}.png"}, picture)


async def publish_sale(settings: Settings, told: FlashTold) -> str | None:
    """Show table and picture in the Prefect UI; what was amiss, or None.

    Safe to run twice: a newer artifact under the same key takes the older one's place.
    """
    said = heading(told.section)
    picture = f"data:image/png;base64,{b64encode(told.picture).decode()}"
    try:
        await asyncio.to_thread(publish_markdown, settings, KEY, flash_markdown(told.section), said)
        await asyncio.to_thread(publish_image, settings, f"{KEY}-picture", picture, said)
    except PrefectOut as error:
        return f"the flash sale is not in the Prefect UI: {error}"
    return None
