"""The guide to the settings says what the settings' own models say."""

from settings.listed import guide
from tests.town import ROOT


def test_the_guide_lists_every_setting_as_the_models_have_it() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == guide()


def test_a_merchant_finds_the_names_that_stand_inside_others() -> None:
    page = guide()
    for name in ("SHOPIFY__STORES__<STORE>__TOKEN", "SHIPSTATION__API_KEY", "SLACK__PEOPLE"):
        assert f"`STOCKSTEADY_{name}`" in page
    assert "| `STOCKSTEADY_CIN7__APPLICATION_KEY` | needed |" in page
