"""Money as Shopify writes it: strings without trailing zeros, but with one decimal at least."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def amount(value: Decimal | str | int | float) -> Decimal:
    """An exact amount; a float is taken by its shortest text."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def rounded(value: Decimal) -> Decimal:
    """To the cent, halves up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """``20.00`` becomes "20.0", ``5.25`` stays "5.25"."""
    text = format(value, "f")
    if "." not in text:
        return text + ".0"
    text = text.rstrip("0")
    return text + "0" if text.endswith(".") else text


def fixed(value: Decimal) -> str:
    """With two decimals, as webhook bodies write it."""
    return str(rounded(value))


def bag(value: Decimal, currency: str) -> dict[str, object]:
    """A ``MoneyBag``; buyers pay in the shop's currency here."""
    money = {"amount": value, "currencyCode": currency}
    return {"shopMoney": money, "presentmentMoney": money}
