"""Another process that runs one drill against the same vendors and ledger.

Mode ``killed``: the first time the vendor has answered, the process ends by SIGKILL, before our
ledger hears of it. Mode ``plain``: it runs the drill a few times. It begins when the file ``gate``
is there.
"""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from typing import Any

from ledger.models import EffectKind
from ledger.store import open_ledger
from settings.clock import Clock
from tasks.outside import Standing
from tests.effects.deeds import EVERY
from tests.effects.drill import Drill
from tests.town import Reach, open_outside


def main(kind: str, mode: str, sandbox: str, ledger_url: str, clock: Clock, gate: str) -> None:
    """The whole life of the process."""
    asyncio.run(_main(EVERY[EffectKind(kind)], mode, sandbox, ledger_url, clock, gate))


async def _main(
    drill: Drill, mode: str, sandbox: str, ledger_url: str, clock: Clock, gate: str
) -> None:
    async with AsyncExitStack() as stack:
        ledger = open_ledger(ledger_url)
        outside = await open_outside(
            ledger,
            Reach(sandbox),
            stack,
            now=clock.now,
            sleep=clock.sleep,
            owner=f"process {os.getpid()}",
        )
        if mode == "killed":
            where, method = drill.call.split(".")
            others = {
                "cin7": outside.cin7,
                "shipstation": outside.shipstation,
                "slack": outside.slack,
            }
            client: Any = others.get(where) or outside.shops[where]
            _wound(client, method)
        open(f"{gate}.{os.getpid()}", "w").close()  # noqa: ASYNC230 - one empty file
        while not os.path.exists(gate):  # noqa: ASYNC240 - a look at a local folder
            await clock.sleep(1)
        with Standing(outside):
            for _ in range(4):
                await drill.run()


def _wound(client: Any, method: str) -> None:
    whole = getattr(client, method)

    async def then_die(*args: Any, **kwargs: Any) -> Any:
        await whole(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(client, method, then_die)
