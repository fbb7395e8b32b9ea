"""The operations beside sales: company, locations, products, availability, purchases, hooks."""

from sandbox.cin7 import product_desk, purchase_json
from sandbox.cin7.asks import Answer, Ask, Handler, Table, answer
from sandbox.cin7.errors import Json
from sandbox.cin7.paging import Page
from sandbox.cin7.purchase_documents import Purchase
from sandbox.cin7.sale_json import CURRENCY
from sandbox.cin7.state import Cin7
from sandbox.cin7.wire import same_id


def _me(cin7: Cin7, _ask: Ask) -> Answer:
    me: dict[str, Json] = {
        "Company": "Stock & Sons",
        "Currency": CURRENCY,
        "TimeZone": "UTC",
        "DefaultWeightUnits": "g",
        "DefaultDimensionsUnits": "cm",
        "LockDate": None,
        "OpeningBalanceDate": "2021-07-31T00:00:00",
        "TaxCalculationMethod": "Total",
        "DefaultSaleTaxRuleId": cin7.account_id or None,
        "DefaultSaleTaxRuleName": "Tax on Sales",
        "MaximumDecimalPlacesInQuantity": "N0",
        "ApplyCustomerDiscountsAfterOtherDiscounts": True,
        "DiscountRule": "Discount",
        "AutomaticallyApplyDiscounts": False,
        "RoundingTable": [],
    }
    return answer(me)


def _locations(cin7: Cin7, ask: Ask) -> Answer:
    rows = [row for location in cin7.catalogue.locations for row in location.rows()]
    if wanted := ask.params.get("id"):
        rows = [row for row in rows if same_id(str(row["ID"]), wanted)]
    if name := ask.params.get("name", "").lower():
        rows = [row for row in rows if str(row["Name"]).lower().startswith(name)]
    if not ask.flag("deprecated"):
        rows = [row for row in rows if not row["IsDeprecated"]]
    return Answer(Page.of(ask.params, cin7.ground.switches).envelope("LocationList", rows))


def _availability(cin7: Cin7, ask: Ask) -> Answer:
    return Answer(cin7.availability.page(ask.params))


# -- products ------------------------------------------------------------------------------


def _products(cin7: Cin7, ask: Ask) -> Answer:
    return Answer(cin7.products.page(ask.params))


def _create_product(cin7: Cin7, ask: Ask) -> Answer:
    product = cin7.products.create(ask.body)
    return Answer(product_desk.envelope(product), product.product_id)


def _update_product(cin7: Cin7, ask: Ask) -> Answer:
    product = cin7.products.update(ask.body)
    return Answer(product_desk.envelope(product), product.product_id)


# -- purchases -----------------------------------------------------------------------------


def _purchases(cin7: Cin7, ask: Ask) -> Answer:
    return Answer(purchase_json.list_page(cin7.ground, cin7.purchases, ask.params))


def _purchase(cin7: Cin7, ask: Ask) -> Answer:
    purchase = cin7.purchases.simple(ask.params.get("id"))
    return answer(purchase_json.purchase_json(purchase), purchase.purchase_id)


def _advanced(cin7: Cin7, ask: Ask) -> Answer:
    purchase = cin7.purchases.get(ask.params.get("id"))
    return answer(purchase_json.advanced_json(purchase), purchase.purchase_id)


def _simple_receipt(purchase: Purchase) -> Answer:
    whole = purchase_json.purchase_json(purchase)["StockReceived"]
    body = {"TaskID": purchase.purchase_id, **(whole if isinstance(whole, dict) else {})}
    return answer(body, purchase.purchase_id)


def _put_away(purchase: Purchase) -> Answer:
    documents = purchase_json.documents_json(purchase.put_away, placed=True)
    return answer({"PurchaseID": purchase.purchase_id, "PutAway": documents}, purchase.purchase_id)


def _received(purchase: Purchase) -> Answer:
    documents = purchase_json.documents_json(purchase.received, placed=False)
    return answer(
        {"PurchaseID": purchase.purchase_id, "StockReceiving": documents}, purchase.purchase_id
    )


def _get_simple_receipt(cin7: Cin7, ask: Ask) -> Answer:
    return _simple_receipt(cin7.purchases.simple(ask.params.get("taskid")))


def _get_put_away(cin7: Cin7, ask: Ask) -> Answer:
    return _put_away(cin7.purchases.get(ask.params.get("purchaseid")))


def _get_received(cin7: Cin7, ask: Ask) -> Answer:
    return _received(cin7.purchases.get(ask.params.get("purchaseid")))


def _write_simple_receipt(replace: bool) -> Handler:
    return lambda cin7, ask: _simple_receipt(cin7.receiving.simple(ask.body, replace=replace))


def _write_put_away(replace: bool) -> Handler:
    return lambda cin7, ask: _put_away(cin7.receiving.put_away(ask.body, replace=replace))


def _write_received(replace: bool) -> Handler:
    return lambda cin7, ask: _received(cin7.receiving.stock(ask.body, replace=replace))


# -- adjustments ---------------------------------------------------------------------------


def _adjustments(cin7: Cin7, ask: Ask) -> Answer:
    return Answer(cin7.adjustments.page(ask.params))


def _get_adjustment(cin7: Cin7, ask: Ask) -> Answer:
    one = cin7.adjustments.get(ask.params.get("taskid"))
    return answer(cin7.adjustments.document(one), one.task_id)


def _create_adjustment(cin7: Cin7, ask: Ask) -> Answer:
    one = cin7.adjustments.create(ask.body)
    return answer(cin7.adjustments.document(one), one.task_id)


def _update_adjustment(cin7: Cin7, ask: Ask) -> Answer:
    one = cin7.adjustments.update(ask.body)
    return answer(cin7.adjustments.document(one), one.task_id)


# -- webhooks ------------------------------------------------------------------------------


def _hooks(cin7: Cin7, _ask: Ask) -> Answer:
    return answer(cin7.hooks.listed())


def _create_hook(cin7: Cin7, ask: Ask) -> Answer:
    hook = cin7.hooks.create(ask.body)
    return answer(cin7.hooks.listed([hook]), hook.hook_id)


def _replace_hook(cin7: Cin7, ask: Ask) -> Answer:
    hook = cin7.hooks.replace(ask.body)
    return answer(cin7.hooks.listed([hook]), hook.hook_id)


def _delete_hook(cin7: Cin7, ask: Ask) -> Answer:
    hook_id = ask.params.get("id")
    cin7.hooks.delete(hook_id)
    return Answer("", hook_id or "", 204)


TABLE: Table = {
    "me": {"GET": _me},
    "ref/location": {"GET": _locations},
    "ref/productavailability": {"GET": _availability},
    "product": {"GET": _products, "POST": _create_product, "PUT": _update_product},
    "purchaseList": {"GET": _purchases},
    "purchase": {"GET": _purchase},
    "advanced-purchase": {"GET": _advanced},
    "purchase/stock": {
        "GET": _get_simple_receipt,
        "POST": _write_simple_receipt(False),
        "PUT": _write_simple_receipt(True),
    },
    "advanced-purchase/stock": {
        "GET": _get_received,
        "POST": _write_received(False),
        "PUT": _write_received(True),
    },
    "advanced-purchase/put-away": {
        "GET": _get_put_away,
        "POST": _write_put_away(False),
        "PUT": _write_put_away(True),
    },
    "stockAdjustmentList": {"GET": _adjustments},
    "stockadjustment": {
        "GET": _get_adjustment,
        "POST": _create_adjustment,
        "PUT": _update_adjustment,
    },
    "webhooks": {
        "GET": _hooks,
        "POST": _create_hook,
        "PUT": _replace_hook,
        "DELETE": _delete_hook,
    },
}
"""Everything that is not under ``/sale``."""
