"""Reads the settings and the rules at the doors, and refuses what can't be true.

Everything that is wrong comes in one `SettingsError`: key, value, mend.
"""

import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from dotenv import dotenv_values
from pydantic import ValidationError

from domain.codes import Codes
from domain.rules import (
    Guards,
    OrderMode,
    Overlap,
    Routing,
    Rules,
    Schedules,
    Store,
    Warehouse,
)
from domain.shipping_rules import InvoiceWhen, ServiceRule, ShippingRules
from domain.types import StoreName, WarehouseName, location_id
from settings.group import PREFIX
from settings.listed import meant
from settings.problems import Problem, SettingsError, told
from settings.rules_alert_build import alerts_of, thresholds_of
from settings.rules_check import misfits
from settings.rules_file import RulesFile, ShippingTable, StoreTable
from settings.rules_stock_build import (
    buffers_of,
    kits_of,
    measuring_of,
    peaks_of,
    sharing_of,
)
from settings.settings import Memory, Settings

ENVIRONMENT = "The environment"

M = TypeVar("M", bound=Memory)


def load() -> tuple[Settings, Rules]:
    """Read the environment, and the rules it names, and hold the two against each other.

    Raises:
        SettingsError: Something is missing, unknown, impossible, or does not fit together.
    """
    settings = load_settings()
    rules = load_rules(settings.rules)
    check_together(settings, rules)
    return settings, rules


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment and ``.env``, which the environment overrules.

    Raises:
        SettingsError: A setting is missing, unknown or impossible; secrets are not in its words.
    """
    return _read(Settings, env_file)


def load_memory() -> Memory:
    """Read of the environment and ``.env`` only what it takes to look into the ledger.

    Raises:
        SettingsError: One of those is impossible, or a name means nothing.
    """
    return _read(Memory, Path(".env"))


def _read(kind: type[M], env_file: Path | None) -> M:
    written = {**(dotenv_values(env_file) if env_file else {}), **os.environ}
    problems = _strangers(written)
    try:
        settings = kind(_env_file=env_file)
    except ValidationError as error:
        problems += told(error, kind, PREFIX)
        raise SettingsError(ENVIRONMENT, problems) from None
    if problems:
        raise SettingsError(ENVIRONMENT, problems)
    return _with_prefects_own(settings, written)


def load_rules(path: Path) -> Rules:
    """Read the rules file into the domain's own words.

    Raises:
        SettingsError: The file is missing or no TOML, or a rule is unknown or impossible.
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError("The rules", [_absent(path, error)]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        wrong, mend = f"it is not TOML: {error}", "Mend that line."
        raise SettingsError(str(path), [Problem("file", wrong, mend)]) from None
    try:
        tables = RulesFile.model_validate(written)
    except ValidationError as error:
        raise SettingsError(str(path), told(error, RulesFile)) from None
    problems = misfits(tables)
    if problems:
        raise SettingsError(str(path), problems)
    return _rules(tables)


def _absent(path: Path, error: OSError) -> Problem:
    """No file where the rules are looked for: the whole path, and who named it."""
    here = dotenv_values(Path(".env")) | os.environ
    named = here.get(f"{PREFIX}RULES")
    mend = f"Name the file in {PREFIX}RULES, with its whole path."
    if named == str(path):
        mend = f"{PREFIX}RULES names it; write the whole path of your rules file there."
    elif not named and path == Settings.model_fields["rules"].default:
        mend = f"{PREFIX}RULES is not set, so it is looked for in the folder you stand in. {mend}"
    wrong = f"it can't be read ({error.strerror})"
    if isinstance(error, FileNotFoundError):
        wrong = "there is no such file"
    elif isinstance(error, IsADirectoryError):
        wrong = "it is a folder, not a file"
    return Problem(str(path.absolute()), wrong, mend)


def check_together(settings: Settings, rules: Rules) -> None:
    """Every store of the rules has credentials, and every credential a store.

    Raises:
        SettingsError: A store has no way in, or a name in the environment is no store.
    """
    problems = []
    for store in rules.stores:
        if store not in settings.shopify.stores:
            name = f"{PREFIX}SHOPIFY__STORES__{store.upper()}__"
            mend = f"Set {name}TOKEN, or {name}CLIENT_ID and {name}CLIENT_SECRET."
            problems.append(Problem(f"stores.{store}", "no secret opens this store", mend))
    for named in settings.shopify.stores:
        if StoreName(named) not in rules.stores:
            where = f"{PREFIX}SHOPIFY__STORES__{named.upper()}"
            mend = f"Name one of {', '.join(rules.stores)}, or add the store to {settings.rules}."
            problems.append(Problem(where, "the rules have no such store", mend))
    if problems:
        raise SettingsError(f"{ENVIRONMENT} and {settings.rules}", problems)


def _with_prefects_own(settings: M, written: Mapping[str, str | None]) -> M:
    """Where no server is named in our words, the one that Prefect itself is told of."""
    own = written.get("PREFECT_API_URL")
    if settings.prefect.api_url or not own:
        return settings
    prefect = settings.prefect.model_copy(update={"api_url": own})
    return settings.model_copy(update={"prefect": prefect})


def _strangers(names: Iterable[str]) -> list[Problem]:
    """Names that begin like ours and mean nothing: a slip that would be ignored in silence."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    problems = []
    for name in sorted({name.upper() for name in names if name.upper().startswith(PREFIX)}):
        head = name.split("__", 1)[0]
        if head not in known:
            close = meant(name)
            guess = f"Did you mean {close}? " if close else ""
            mend = f"{guess}All names stand in docs/settings.md."
            problems.append(Problem(name, "there is no such setting", mend))
    return problems


def _rules(tables: RulesFile) -> Rules:
    return Rules(
        stores={StoreName(name): _store(name, table) for name, table in tables.stores.items()},
        warehouses={
            WarehouseName(name): Warehouse(
                WarehouseName(name),
                table.cin7_location,
                table.countries,
                table.shipstation_warehouse,
                table.safety_stock,
                frozenset(table.excluded_bins),
            )
            for name, table in tables.warehouses.items()
        },
        buffers=buffers_of(tables.buffers),
        routing=Routing(_named(tables.routing.priority), _by_country(tables)),
        codes=Codes(**tables.codes.model_dump()),
        guards=Guards(**tables.guards.model_dump()),
        thresholds=thresholds_of(tables.thresholds),
        schedules=Schedules(**tables.schedules.model_dump()),
        overlap=Overlap(**tables.overlap.model_dump()),
        shipping=_shipping(tables.shipping),
        peaks=peaks_of(tables.peaks),
        sharing=sharing_of(tables.sharing),
        kits=kits_of(tables.kits),
        boms=tables.cin7.boms,
        measuring=measuring_of(tables.demand),
        alerts=alerts_of(tables.alerts),
    )


def _shipping(table: ShippingTable) -> ShippingRules:
    return ShippingRules(
        services=tuple(
            ServiceRule(
                each.service,
                None if each.warehouse is None else WarehouseName(each.warehouse),
                each.countries,
            )
            for each in table.services
        ),
        default_weight_grams=table.default_weight_grams,
        companies=dict(table.companies),
        invoice=InvoiceWhen(table.invoice),
        notify_customer=table.notify_customer,
        relabel_seconds=table.relabel_seconds,
    )


def _store(name: str, table: StoreTable) -> Store:
    return Store(
        name=StoreName(name),
        shop_domain=table.shop_domain,
        currency=table.currency,
        cin7_customer=table.cin7_customer,
        orders=OrderMode(table.orders),
        locations={
            location_id(number): _named(behind) for number, behind in table.locations.items()
        },
        tax_rule=table.tax_rule,
    )


def _named(names: Iterable[str]) -> tuple[WarehouseName, ...]:
    return tuple(WarehouseName(name) for name in names)


def _by_country(tables: RulesFile) -> Mapping[str, tuple[WarehouseName, ...]]:
    """For each country: those that name it, by priority, then the rest; or as the file says."""
    order: dict[str, tuple[WarehouseName, ...]] = {}
    priority = tables.routing.priority
    for country in sorted({c for table in tables.warehouses.values() for c in table.countries}):
        near = [name for name in priority if country in tables.warehouses[name].countries]
        order[country] = _named([*near, *(name for name in priority if name not in near)])
    for country, names in tables.routing.by_country.items():
        order[country] = _named(names)
    return order
