"""What can go wrong between us and an outside system: a short tree, with reasons for a reader.

One question decides about another try, ``error.transient``; nothing else reads a status code.
"""

from typing import ClassVar


class ClientError(Exception):
    """A call to an outside system did not do what was asked."""

    transient: ClassVar[bool] = False
    """May the same call be tried again?"""

    def __init__(
        self, message: str, *, system: str, operation: str, request_id: str | None = None
    ) -> None:
        """Keep who said it and about what, so that one log line is enough.

        ``message`` never holds a token, a name or an address of a customer.
        """
        super().__init__(message)
        self.system = system
        self.operation = operation
        self.request_id = request_id

    def __str__(self) -> str:
        """One line: system, operation, what was said, and the vendor's request id."""
        asked = f" (request {self.request_id})" if self.request_id else ""
        return f"{self.system} {self.operation}: {self.args[0]}{asked}"


class Unreachable(ClientError):
    """No answer: refused, timed out, or 5xx. A read may simply be tried again."""

    transient: ClassVar[bool] = True


class OutcomeUnknown(Unreachable):
    """A write was sent and no answer came. Only the effect mechanism may go on from here."""

    transient: ClassVar[bool] = False


class Throttled(ClientError):
    """The system named its pace, longer than a client may hold a run. Nothing happened."""

    transient: ClassVar[bool] = True

    def __init__(
        self,
        message: str,
        *,
        system: str,
        operation: str,
        request_id: str | None = None,
        wait_seconds: float | None = None,
    ) -> None:
        """``wait_seconds``: what the vendor asked for, in seconds of our clock, if it said."""
        super().__init__(message, system=system, operation=operation, request_id=request_id)
        self.wait_seconds = wait_seconds


class Denied(ClientError):
    """The credentials are wrong, expired or lack a right. A person has to mend them."""


class Rejected(ClientError):
    """The system understood the call and said no. Asking again gives the same answer."""


class Malformed(ClientError):
    """The answer can't be what the system meant: not JSON, a field missing, a short page."""


class LeaseLost(ClientError):
    """Another run took this effect over before we sent it. Nothing was sent."""
