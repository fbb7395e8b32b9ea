"""What Slack answers when it says no, and which of our errors that is.

Slack answers 200 with ``ok: false`` and a code; only the code and the status are read.
"""

from clients.errors import (
    ClientError,
    Denied,
    Malformed,
    OutcomeUnknown,
    Rejected,
    Throttled,
    Unreachable,
)

SYSTEM = "slack"
"""How this system is called in our errors."""


class NotInChannel(Denied):
    """The channel is not there for this app: unknown, archived, or nobody invited it in."""


class MessageGone(Rejected):
    """The message to change or to answer is not there, or not ours, or too old to change."""


class UnfitMessage(Rejected):
    """The message's text, blocks or metadata are not as Slack takes them. Mend the message."""


CODES: dict[str, type[ClientError]] = {
    **dict.fromkeys(("ratelimited", "rate_limited", "message_limit_exceeded"), Throttled),
    **dict.fromkeys(("service_unavailable", "request_timeout"), Unreachable),
    **dict.fromkeys(("internal_error", "fatal_error"), OutcomeUnknown),
    **dict.fromkeys(
        (
            "invalid_auth",
            "not_authed",
            "token_revoked",
            "token_expired",
            "account_inactive",
            "missing_scope",
            "no_permission",
            "access_denied",
            "accesslimited",
            "not_allowed_token_type",
            "team_access_not_granted",
            "org_login_required",
            "ekm_access_denied",
        ),
        Denied,
    ),
    **dict.fromkeys(("channel_not_found", "not_in_channel", "is_archived"), NotInChannel),
    **dict.fromkeys(
        (
            "message_not_found",
            "thread_not_found",
            "cant_update_message",
            "edit_window_closed",
            "cannot_reply_to_message",
        ),
        MessageGone,
    ),
    **dict.fromkeys(
        (
            "msg_too_long",
            "no_text",
            "invalid_blocks",
            "invalid_blocks_format",
            "msg_blocks_too_long",
            "invalid_metadata_format",
            "invalid_metadata_schema",
            "metadata_too_large",
            "metadata_must_be_sent_from_app",
            "too_many_attachments",
            "attachment_payload_limit_exceeded",
        ),
        UnfitMessage,
    ),
}
"""Slack's code to our class; ``internal_error`` and ``fatal_error`` may have done the work."""

PREFIXES = {"restricted_action": Denied}
"""Families of codes."""

ADVICE: dict[str, str] = {
    "not_in_channel": "invite the app into the channel",
    "channel_not_found": "use the channel's id, and invite the app if it is private",
    "is_archived": "name another channel in the rules",
    "invalid_auth": "check the bot token",
    "missing_scope": "add the scope to the app and install it anew",
}
"""What a person does about it."""


def kind_of(code: str, status: int, *, write: bool) -> type[ClientError]:
    """Our class for an error code, or for a status where there is no code.

    What leaves a write's outcome unknown is transient on a read.
    """
    named = next((kind for start, kind in PREFIXES.items() if code.startswith(start)), None)
    kind: type[ClientError]
    if code:
        kind = CODES.get(code) or named or Rejected
    elif status == 429:
        kind = Throttled
    elif status >= 500 or status == 408:
        kind = OutcomeUnknown
    elif status in (401, 403):
        kind = Denied
    elif 400 <= status < 500:
        kind = Rejected
    else:
        kind = OutcomeUnknown if write else Malformed
    return Unreachable if kind is OutcomeUnknown and not write else kind


def words(code: str, status: int) -> str:
    """One line for a person: the code, and what to do about it if we know."""
    said = code or f"HTTP {status} without an answer of Slack's own"
    return f"{said}: {ADVICE[code]}" if code in ADVICE else said
