"""What Cin7 Core tells of its webhooks, without their secrets."""

from clients.cin7.fields import Answer, Flag, Guid, Rows, Text


class Webhook(Answer):
    """A subscription. Its password and token are not read, so they can't be echoed.

    Live Cin7 leaves the bearer token empty in this answer; sending that back would wipe it.
    ``is_active`` turns false after six failed tries of one delivery; later events are then lost.
    """

    id: Guid
    type: Text
    name: Text = ""
    is_active: Flag
    external_url: Text
    external_authorization_type: Text = ""


class Webhooks(Answer):
    """All subscriptions."""

    webhooks: Rows[Webhook] = ()
