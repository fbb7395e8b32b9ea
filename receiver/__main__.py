"""``python -m receiver``: the receiver under uvicorn, from the settings."""

import uvicorn

from ledger.store import NoLedger
from receiver.app import create_app
from receiver.opening import open_from_settings
from settings.problems import SettingsError


def main() -> None:
    """Serve until stopped. Several may run on one ledger.

    Without usable settings, or a ledger, it says so and ends.
    """
    try:
        doors, host, port = open_from_settings()
    except (SettingsError, NoLedger) as error:
        raise SystemExit(f"receiver: {error}") from None
    uvicorn.run(create_app(doors), host=host, port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
