"""The whole examination, in the order in which one thing needs another."""

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from deployments.doctor.check import Check, Verdict, asked, bad, good, note
from deployments.doctor.engine import look_at_prefect
from deployments.doctor.kits import look_at_kits
from deployments.doctor.vendors import look_at_cin7, look_at_shipstation, look_at_store
from deployments.doctor.words import look_at_slack, look_at_words
from deployments.ledger_state import ledger_state
from deployments.webhooks import ensure_webhooks
from domain.rules import Rules
from flows.doors import open_doors
from ledger.store import absent_file
from settings.load import check_together, load_rules, load_settings
from settings.problems import SettingsError
from settings.settings import Settings


async def examine(project: Path) -> list[Check]:
    """Look at settings, rules, ledger, vendors, webhooks and Prefect; change nothing.

    Args:
        project: Where prefect.yaml is.
    """
    checks, settings, rules = _settings()
    if settings is None:
        return [*checks, Check("all else", Verdict.NOT_LOOKED_AT, "the settings come first")]
    ledger = _ledger(settings)
    checks.append(ledger)
    if rules is not None and ledger.verdict is Verdict.GOOD:
        checks += await _vendors(settings, rules)
    else:
        checks.append(Check("vendors", Verdict.NOT_LOOKED_AT, "rules and ledger come first"))
    return checks + await look_at_prefect(settings, project)


def _settings() -> tuple[list[Check], Settings | None, Rules | None]:
    try:
        settings = load_settings()
    except SettingsError as error:
        return _problems("settings", error), None, None
    checks = [good("settings", "every one is known and possible")]
    try:
        rules = load_rules(settings.rules)
    except SettingsError as error:
        return checks + _problems("rules", error), settings, None
    checks.append(good("rules", f"{len(rules.stores)} stores, {len(rules.warehouses)} warehouses"))
    try:
        check_together(settings, rules)
    except SettingsError as error:
        return checks + _problems("settings and rules", error), settings, None
    return checks, settings, rules


def _problems(name: str, error: SettingsError) -> list[Check]:
    return [
        bad(name, f"{each.where}: {each.wrong}", each.mend or f"Mend {error.source}.")
        for each in error.problems
    ]


def _ledger(settings: Settings) -> Check:
    mend = "Run `stocksteady ledger upgrade`."
    try:
        gone = absent_file(settings.ledger_url.get_secret_value())
        if gone is not None:
            elsewhere = "or name yours with its whole path in STOCKSTEADY_LEDGER_URL."
            return bad("ledger", f"there is none at {gone}", f"{mend[:-1]}, {elsewhere}")
        state = ledger_state(settings.ledger_url.get_secret_value())
    except (SQLAlchemyError, ValueError, OSError) as error:
        said = str(getattr(error, "orig", None) or error)
        return bad("ledger", said, "Mend STOCKSTEADY_LEDGER_URL.")
    if not state.up_to_date:
        said = f"its tables are at {state.current or 'nothing'}, we need {state.newest}"
        return bad("ledger", said, mend)
    return good("ledger", f"its tables are at {state.current}")


async def _vendors(settings: Settings, rules: Rules) -> list[Check]:
    checks: list[Check] = []
    async with open_doors() as world:
        for name, store in rules.stores.items():
            checks += await look_at_store(store, world.shops[name], settings.shopify)
        checks += await look_at_cin7(rules, world.cin7, settings.cin7.base_url)
        checks += await look_at_shipstation(rules, world.shipstation, settings.shipstation.base_url)
        checks.append(look_at_kits(world.ledger, rules, world.now()))
        checks.append(look_at_words(world.ledger, slack=world.slack is not None))
        if world.slack is not None:
            said_in = (world.channel, *world.channels.values())
            checks += await look_at_slack(world.slack, said_in, world.now())
    return checks + await asked("webhooks", "Try again later.", _webhooks)


async def _webhooks() -> list[Check]:
    try:
        found = await ensure_webhooks(dry_run=True)
    except SettingsError as error:
        said = "; ".join(f"{each.where} {each.wrong}" for each in error.problems)
        return [note("webhooks", f"{said}, so news is only polled", "Set both to hear sooner.")]
    lacking = [f"{each.system} {each.topic}" for each in found if each.done != "there"]
    if lacking:
        mend = "Run `stocksteady webhooks ensure`."
        return [bad("webhooks", f"missing: {', '.join(lacking)}", mend)]
    return [good("webhooks", f"all {len(found)} are there")]
