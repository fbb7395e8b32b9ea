"""What Slack says when it refuses: a code in a 200."""

Json = object
"""Anything that JSON can carry."""


class Refusal(ValueError):
    """The call was understood and refused."""

    def __init__(self, code: str, *messages: str) -> None:
        super().__init__(code)
        self.code, self.messages = code, messages

    def to_json(self) -> dict[str, Json]:
        """The body, as it goes over the wire."""
        body: dict[str, Json] = {"ok": False, "error": self.code}
        if self.messages:
            body["errors"] = list(self.messages)
            body["response_metadata"] = {"messages": [f"[ERROR] {one}" for one in self.messages]}
        return body


class TooFast(Exception):
    """The pace was exceeded; ``seconds`` until the next call may come."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.3f} s")
        self.seconds = seconds
