"""The only retry rule in the house: a failure is tried again if it says that this may help."""

from typing import Any

from clients.errors import ClientError

RETRIES = 2
"""Tries after the first; a run that still fails is taken up by the next one, which reads anew."""
RETRY_DELAYS = [2.0, 10.0]
"""Seconds of the wall clock (Prefect waits, not we)."""


async def if_transient(task: object, run: object, state: Any) -> bool:
    """Ask the error itself; anything that is not a vendor's trouble is ours and is not repeated."""
    try:
        await state.aresult()
    except ClientError as error:
        return error.transient
    except BaseException:
        return False
    return False
