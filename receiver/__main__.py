"""``python -m receiver``: the receiver under uvicorn, from the settings."""

import uvicorn

from receiver.app import create_app
from receiver.opening import open_from_settings


def main() -> None:
    """Serve until stopped. Several may run on one ledger."""
    doors, host, port = open_from_settings()
    uvicorn.run(create_app(doors), host=host, port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
