"""Which codes of the real order lines are products, and which the shop's rules know as none."""

import re

STOCK_CODE = re.compile(r"^(\d{5}.*|DCGS.*|PADS)$", re.IGNORECASE)
"""Five digits and perhaps letters; party bags (DCGS...) and cushion pads look odd and are sold."""

MAPPED = re.compile(r"^(POST|DOT|C2|D|M|m|gift_0001_\d\d)$")
"""Carriage, discount, manual lines and vouchers: each has its line in Cin7 by rule. All others that
are no products (samples, bank charges, fees, donations, bad debt) have none."""


def is_product(code: str) -> bool:
    """Whether a code is something that stands on a shelf."""
    return STOCK_CODE.match(code) is not None


def is_mapped(code: str) -> bool:
    """Whether a code that is no product may be on an order all the same."""
    return MAPPED.match(code) is not None
