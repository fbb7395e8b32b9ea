"""A Prefect server of a few lines: what it was asked, and an answer as the real one gives it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class PretendPrefect:
    """Knows every ``<flow>-by-hand`` unless ``deployed`` is False."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.deployed = True
        self.url = ""

    def answer(self, method: str, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        self.asked.append((method, path, body))
        if "/deployments/name/" in path:
            return (200, {"id": "d-1"}) if self.deployed else (404, {"detail": "not found"})
        if path.endswith("/create_flow_run"):
            return 201, {"id": "r-1", "name": "brave-otter"}
        return 201, {"id": "a-1"}


@contextmanager
def pretend_prefect() -> Iterator[PretendPrefect]:
    """Serve it on a free port."""
    prefect = PretendPrefect()

    class Handler(BaseHTTPRequestHandler):
        def _say(self) -> None:
            size = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(size)) if size else None
            status, told = prefect.answer(self.command, self.path, body)
            raw = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = _say

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    prefect.url = f"http://127.0.0.1:{server.server_address[1]}/api"
    try:
        yield prefect
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
