"""Makes the vendors' webhook subscriptions point to our receiver."""

from flows.doors import open_doors
from settings.group import PREFIX
from settings.load import load_settings
from settings.problems import Problem, SettingsError
from tasks.set_up import ensure_subscriptions
from tasks.subscriptions import Subscribed


async def ensure_webhooks(*, dry_run: bool = False) -> list[Subscribed]:
    """Create what is missing and wake what was switched off; what is there is left alone.

    Raises:
        SettingsError: The address of the receiver or Cin7's token is not set.
        ClientError: A vendor did not answer or refused to list its subscriptions.
    """
    settings = load_settings()
    base, bearer = settings.receiver.public_url, settings.cin7.webhook_bearer
    problems = []
    if base is None:
        mend = "Write the address by which vendors reach the receiver."
        problems.append(Problem(f"{PREFIX}RECEIVER__PUBLIC_URL", "it is missing", mend))
    if bearer is None:
        mend = "Make up a long random word; Cin7 will send it with every delivery."
        problems.append(Problem(f"{PREFIX}CIN7__WEBHOOK_BEARER", "it is missing", mend))
    if base is None or bearer is None:
        raise SettingsError("The environment", problems)
    async with open_doors():
        return await ensure_subscriptions(base, bearer, dry_run=dry_run)
