"""Settings from the environment: read, held together, and refused without giving a secret away."""

from collections.abc import Callable
from pathlib import Path

import pytest

from settings.load import check_together, load, load_rules, load_settings
from settings.problems import Problem, SettingsError

Environment = Callable[..., pytest.MonkeyPatch]


def problems() -> dict[str, Problem]:
    with pytest.raises(SettingsError) as raised:
        load_settings()
    told = str(raised.value)
    for problem in raised.value.problems:
        assert problem.where in told
        assert problem.mend in told
    assert "top-secret" not in told
    assert "very-secret" not in told.replace("_", "-")
    assert "new-secret" not in told
    return {problem.where: problem for problem in raised.value.problems}


def test_a_merchant_needs_to_set_only_the_credentials(environment: Environment) -> None:
    environment()
    settings = load_settings()
    shop = settings.shopify.stores["uk"]
    assert shop.token is not None
    assert shop.token.get_secret_value() == "shpat_very_secret"
    assert [s.get_secret_value() for s in shop.signing_secrets] == ["old-secret", "new-secret"]
    assert settings.cin7.page_size == 1000
    assert settings.cin7.base_url == "https://inventory.dearsystems.com/ExternalApi/v2/"
    assert settings.rules == Path("rules.toml")
    assert settings.ledger_url.get_secret_value() == "sqlite:///var/ledger.db"
    assert settings.clock.build().speed == 1


def test_no_secret_is_ever_printed(environment: Environment) -> None:
    environment(
        LEDGER_URL="postgresql+psycopg://me:very-secret@db/ledger",
        PREFECT__AUTH="me:very-secret",
        SLACK__TOKEN="xoxb-very-secret",
        SLACK__CHANNEL="C0123456789",
        CIN7__WEBHOOK_BEARER="very-secret",
    )
    settings = load_settings()
    for told in (repr(settings), str(settings), settings.model_dump_json()):
        assert "very-secret" not in told.replace("_", "-")
        assert "new-secret" not in told


def test_every_vendor_can_be_played_by_another_backend(
    environment: Environment, rules_file: Callable[..., Path]
) -> None:
    environment(
        SHOPIFY__STORES__UK__BASE_URL="http://127.0.0.1:9000/shopify/uk.myshopify.example/",
        CIN7__BASE_URL="http://127.0.0.1:9000/cin7/ExternalApi/v2/",
        CLOCK__ORIGIN="2011-10-06T08:00:00Z",
        CLOCK__START="2026-11-23T08:00:00+00:00",
        CLOCK__SPEED="180",
        PREFECT__API_URL="http://127.0.0.1:4200/api",
    )
    settings = load_settings()
    store = load_rules(rules_file()).stores["uk"]
    assert settings.shopify.base_url_of(store) == (
        "http://127.0.0.1:9000/shopify/uk.myshopify.example"
    )
    assert settings.clock.build().wall_seconds(180) == 1


def test_a_shop_is_at_its_own_domain_unless_told_otherwise(
    environment: Environment, rules_file: Callable[..., Path]
) -> None:
    environment()
    store = load_rules(rules_file()).stores["uk"]
    assert load_settings().shopify.base_url_of(store) == "https://uk.myshopify.example"


def test_prefects_own_variable_names_the_server(environment: Environment) -> None:
    environment().setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    assert load_settings().prefect.api_url == "http://127.0.0.1:4200/api"


def test_prefects_own_variable_counts_in_the_env_file_too_and_ours_before_it(
    environment: Environment, tmp_path: Path
) -> None:
    environment()
    (tmp_path / ".env").write_text("PREFECT_API_URL=http://file.example/api\n")
    assert load_settings().prefect.api_url == "http://file.example/api"
    environment().setenv("PREFECT_API_URL", "http://environment.example/api")
    assert load_settings().prefect.api_url == "http://environment.example/api"
    environment(PREFECT__API_URL="http://ours.example/api")
    assert load_settings().prefect.api_url == "http://ours.example/api"


def test_a_env_file_is_read_and_the_environment_overrules_it(
    environment: Environment, tmp_path: Path
) -> None:
    environment(CIN7__ACCOUNT_ID="from the environment")
    (tmp_path / ".env").write_text(
        "STOCKSTEADY_CIN7__ACCOUNT_ID=from the file\n"
        "STOCKSTEADY_RECEIVER__PORT=9001\n"
        "PREFECT_LOGGING_LEVEL=INFO\n"
    )
    settings = load_settings()
    assert settings.cin7.account_id == "from the environment"
    assert settings.receiver.port == 9001


def test_an_app_signs_webhooks_with_its_own_secret_unless_told_otherwise(
    environment: Environment,
) -> None:
    environment(
        SHOPIFY__STORES__UK__TOKEN=None,
        SHOPIFY__STORES__UK__WEBHOOK_SECRETS=None,
        SHOPIFY__STORES__UK__CLIENT_ID="app",
        SHOPIFY__STORES__UK__CLIENT_SECRET="shpss_secret",
    )
    shop = load_settings().shopify.stores["uk"]
    assert [s.get_secret_value() for s in shop.signing_secrets] == ["shpss_secret"]


def test_a_text_where_a_table_belongs_is_not_repeated(environment: Environment) -> None:
    environment(CIN7='{"application_key": "top-secret"}', CIN7__ACCOUNT_ID=None)
    environment(SHOPIFY__STORES__UK="top-secret")
    assert "STOCKSTEADY_SHOPIFY__STORES__UK" in problems()


def test_what_is_missing_is_named(environment: Environment) -> None:
    environment(CIN7__APPLICATION_KEY=None)
    found = problems()
    assert list(found) == ["STOCKSTEADY_CIN7__APPLICATION_KEY"]
    assert found["STOCKSTEADY_CIN7__APPLICATION_KEY"].wrong == "it is missing"


def test_an_impossible_value_is_named_with_its_mend(environment: Environment) -> None:
    environment(
        CIN7__PAGE_SIZE="5000",
        CIN7__BASE_URL="inventory.example",
        CLOCK__SPEED="fast",
        RECEIVER__PORT="http",
    )
    found = problems()
    assert found["STOCKSTEADY_CIN7__PAGE_SIZE"].value == "'5000'"
    assert found["STOCKSTEADY_CIN7__PAGE_SIZE"].mend == "Write rows a page, 1 to 1000."
    assert found["STOCKSTEADY_CIN7__BASE_URL"].value == "'inventory.example'"
    assert found["STOCKSTEADY_CLOCK__SPEED"].value == "'fast'"
    assert "STOCKSTEADY_RECEIVER__PORT" in found


@pytest.mark.parametrize(
    "url", ["mysql://a:top-secret@b/c", "sqlite://", "ledger.db", "postgresql://a:top-secret@b:c/d"]
)
def test_a_ledger_that_can_not_be_is_refused_without_its_password(
    environment: Environment, url: str
) -> None:
    environment(LEDGER_URL=url)
    (found,) = problems().items()
    assert found[0] == "STOCKSTEADY_LEDGER_URL"
    assert "postgresql://user:password@host/name" in str(found[1])
    assert "top-secret" not in str(found[1])


def test_unknown_names_are_refused_and_their_values_kept_to_us(environment: Environment) -> None:
    environment(
        RULEZ="mine.toml",
        CIN7__APPLICATION_KEYS="top-secret",
        SHOPIFY__STORES__UK__TOKN="top-secret",
    )
    found = problems()
    assert "Did you mean STOCKSTEADY_RULES?" in found["STOCKSTEADY_RULEZ"].mend
    mend = found["STOCKSTEADY_CIN7__APPLICATION_KEYS"].mend
    assert "Did you mean STOCKSTEADY_CIN7__APPLICATION_KEY?" in mend
    mend = found["STOCKSTEADY_SHOPIFY__STORES__UK__TOKN"].mend
    assert "Did you mean STOCKSTEADY_SHOPIFY__STORES__UK__TOKEN?" in mend
    assert all(problem.value is None for problem in found.values())


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("CIN7_ACCOUNT_ID", "CIN7__ACCOUNT_ID"),
        ("SHOPIFY_STORES_UK_TOKEN", "SHOPIFY__STORES__UK__TOKEN"),
        ("SHOPIFY__STORES_UK_TOKEN", "SHOPIFY__STORES__UK__TOKEN"),
        ("SHOPIFY_STORES__NORTH_EU__CLIENT_ID", "SHOPIFY__STORES__NORTH_EU__CLIENT_ID"),
        ("LEDGER__URL", "LEDGER_URL"),
        ("SLAK__TOKEN", "SLACK__TOKEN"),
    ],
)
def test_a_name_with_its_underscores_counted_wrong_is_told_the_right_one(
    environment: Environment, wrong: str, right: str
) -> None:
    environment(**{wrong: "top-secret"})
    (found,) = problems().values()
    assert f"Did you mean STOCKSTEADY_{right}?" in str(found)
    assert "top-secret" not in str(found)


@pytest.mark.parametrize(
    ("variables", "where", "says"),
    [
        ({"SHOPIFY__STORES__EU__CLIENT_ID": "app"}, "SHOPIFY__STORES__EU", "half a credential"),
        (
            {"SHOPIFY__STORES__EU__BASE_URL": "https://eu.example"},
            "SHOPIFY__STORES__EU",
            "nothing opens this shop",
        ),
        (
            {
                "SHOPIFY__STORES__UK__CLIENT_ID": "app",
                "SHOPIFY__STORES__UK__CLIENT_SECRET": "top-secret",
            },
            "SHOPIFY__STORES__UK",
            "two ways into this shop",
        ),
        ({"CIN7__URGENT_CALLS_PER_MINUTE": "58"}, "CIN7", "stock reads would starve"),
        ({"CLOCK__SPEED": "180"}, "CLOCK", "must say when it started"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(
    environment: Environment, variables: dict[str, str], where: str, says: str
) -> None:
    environment(**variables)
    found = problems()
    assert says in found[f"STOCKSTEADY_{where}"].wrong
    assert found[f"STOCKSTEADY_{where}"].mend[0].isupper()


def test_a_store_without_a_secret_and_a_secret_without_a_store_are_refused(
    environment: Environment, rules_file: Callable[..., Path]
) -> None:
    environment(
        SHOPIFY__STORES__UK__TOKEN=None,
        SHOPIFY__STORES__UK__WEBHOOK_SECRETS=None,
        SHOPIFY__STORES__FR__TOKEN="top-secret",
        RULES=str(rules_file()),
    )
    with pytest.raises(SettingsError) as raised:
        load()
    assert [p.where for p in raised.value.problems] == [
        "stores.uk",
        "STOCKSTEADY_SHOPIFY__STORES__FR",
    ]
    assert "Set STOCKSTEADY_SHOPIFY__STORES__UK__TOKEN" in str(raised.value)
    assert "top-secret" not in str(raised.value)


def test_settings_and_rules_that_fit_are_loaded_together(
    environment: Environment, rules_file: Callable[..., Path]
) -> None:
    environment(RULES=str(rules_file()))
    settings, rules = load()
    check_together(settings, rules)
    assert set(rules.stores) == set(settings.shopify.stores) == {"uk"}
