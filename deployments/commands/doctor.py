"""``stocksteady doctor``: is everything there that a run needs?"""

import asyncio
from dataclasses import asdict

import typer

from deployments.commands.say import AsJson, Exit, answer, rows, told
from deployments.project import ROOT


@told
def doctor(as_json: AsJson = False) -> None:
    """Check settings, rules, ledger, credentials, scopes, locations, webhooks and Prefect."""
    from deployments.doctor.check import Verdict
    from deployments.doctor.examine import examine

    checks = asyncio.run(examine(ROOT))
    lines = [asdict(each) for each in checks]
    answer(checks, as_json=as_json, table=rows("Stocksteady's health", lines, ""))
    if any(each.verdict in (Verdict.BAD, Verdict.NOT_LOOKED_AT) for each in checks):
        raise typer.Exit(Exit.AMISS)
