"""A client whose ShipStation gives the answers that a test wants."""

from collections.abc import Callable

import httpx
import pytest

from clients.shipstation import ShipStationClient
from tests.clients.shipstation.scripted_shipstation import BASE, KEY, Answer, ScriptedShipStation


@pytest.fixture
def shipstation() -> Callable[..., tuple[ShipStationClient, ScriptedShipStation]]:
    """Make a client of a ShipStation that gives these answers."""

    def make(
        *answers: Answer, page_size: int = 100
    ) -> tuple[ShipStationClient, ScriptedShipStation]:
        scripted = ScriptedShipStation(list(answers))
        http = httpx.AsyncClient(transport=httpx.MockTransport(scripted.handle))
        client = ShipStationClient(
            http,
            base_url=BASE,
            api_key=KEY,
            pace=scripted,
            sleep=scripted.sleep,
            page_size=page_size,
        )
        return client, scripted

    return make
