"""A client whose Cin7 Core gives the answers that a test wants."""

from collections.abc import Callable

import httpx
import pytest

from clients.cin7 import Cin7Client
from tests.clients.cin7.scripted_cin7 import ACCOUNT, BASE, KEY, Answer, ScriptedCin7


@pytest.fixture
def cin7() -> Callable[..., tuple[Cin7Client, ScriptedCin7]]:
    """Make a client of a Cin7 that gives these answers."""

    def make(*answers: Answer, page_size: int = 1000) -> tuple[Cin7Client, ScriptedCin7]:
        scripted = ScriptedCin7(list(answers))
        http = httpx.AsyncClient(transport=httpx.MockTransport(scripted.handle))
        client = Cin7Client(
            http,
            base_url=BASE,
            account_id=ACCOUNT,
            application_key=KEY,
            pace=scripted,
            sleep=scripted.sleep,
            page_size=page_size,
        )
        return client, scripted

    return make
