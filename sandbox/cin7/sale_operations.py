"""The operations on sales: ``/saleList``, ``/sale`` and everything under it."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.cin7.asks import Answer, Ask, Table, answer
from sandbox.cin7.documents import Fulfilment, Sale
from sandbox.cin7.errors import Json
from sandbox.cin7.papers_json import (
    credit_note_json,
    fulfilment_json,
    invoice_json,
    order_json,
    paper_json,
    ship_json,
    stage_json,
)
from sandbox.cin7.sale_json import sale_json
from sandbox.cin7.state import Cin7

Render = Callable[[Cin7, Sale], dict[str, Json]]
RenderTask = Callable[[Sale, Fulfilment], dict[str, Json]]


def _whole(cin7: Cin7, sale: Sale) -> Answer:
    return answer(sale_json(sale, cin7.ground.switches.fulfilled_order_status), sale.sale_id)


def _list(cin7: Cin7, ask: Ask) -> Answer:
    return Answer(cin7.sale_list.page(ask.params))


def _get(cin7: Cin7, ask: Ask) -> Answer:
    return _whole(cin7, cin7.sales.get(ask.params.get("id")))


def _create(cin7: Cin7, ask: Ask) -> Answer:
    return _whole(cin7, cin7.sales.create(ask.body))


def _update(cin7: Cin7, ask: Ask) -> Answer:
    return _whole(cin7, cin7.sales.update(ask.body))


def _delete(cin7: Cin7, ask: Ask) -> Answer:
    """``Void`` is false unless said: that is an undo."""
    take_back = cin7.sales.void if ask.flag("void") else cin7.sales.undo
    return _whole(cin7, take_back(ask.params.get("id")))


# -- parts of a sale -----------------------------------------------------------------------


def _part(cin7: Cin7, sale: Sale, render: Render) -> Answer:
    return answer({"SaleID": sale.sale_id, **render(cin7, sale)}, sale.sale_id)


def _shown(render: Render) -> Callable[[Cin7, Ask], Answer]:
    return lambda cin7, ask: _part(cin7, cin7.sales.get(ask.params.get("saleid")), render)


def _quote(_cin7: Cin7, sale: Sale) -> dict[str, Json]:
    return paper_json(sale, sale.quote)


def _order(cin7: Cin7, sale: Sale) -> dict[str, Json]:
    return order_json(sale, cin7.ground.switches.fulfilled_order_status)


def _fulfilments(_cin7: Cin7, sale: Sale) -> dict[str, Json]:
    return {"Fulfilments": [fulfilment_json(sale, one) for one in sale.fulfilments]}


def _invoices(_cin7: Cin7, sale: Sale) -> dict[str, Json]:
    return {"Invoices": [invoice_json(sale, one) for one in sale.invoices]}


def _credit_notes(_cin7: Cin7, sale: Sale) -> dict[str, Json]:
    return {"CreditNotes": [credit_note_json(sale, one) for one in sale.credit_notes]}


def _post_quote(cin7: Cin7, ask: Ask) -> Answer:
    return _part(cin7, cin7.sales.post_quote(ask.body), _quote)


def _post_order(cin7: Cin7, ask: Ask) -> Answer:
    sale, mode = cin7.sales.post_order(ask.body)
    cin7.fulfilments.automatic(sale, mode)
    return _part(cin7, sale, _order)


def _add_fulfilment(cin7: Cin7, ask: Ask) -> Answer:
    return _part(cin7, cin7.fulfilments.add(ask.body), _fulfilments)


def _post_invoice(cin7: Cin7, ask: Ask) -> Answer:
    return _part(cin7, cin7.billing.invoice(ask.body), _invoices)


def _post_credit_note(cin7: Cin7, ask: Ask) -> Answer:
    sale, note = cin7.billing.credit(ask.body)
    return replace(_part(cin7, sale, _credit_notes), ref=note.number or sale.sale_id)


# -- stages of a fulfilment ----------------------------------------------------------------


def _task(sale: Sale, one: Fulfilment, render: RenderTask) -> Answer:
    return answer({"TaskID": one.task_id, **render(sale, one)}, sale.sale_id)


def _task_shown(render: RenderTask) -> Callable[[Cin7, Ask], Answer]:
    return lambda cin7, ask: _task(*cin7.fulfilments.find(ask.params.get("taskid")), render)


def _pick(_sale: Sale, one: Fulfilment) -> dict[str, Json]:
    return stage_json(one.pick)


def _pack(_sale: Sale, one: Fulfilment) -> dict[str, Json]:
    return stage_json(one.pack, boxed=True)


def _write_pick(replace: bool) -> Callable[[Cin7, Ask], Answer]:
    return lambda cin7, ask: _task(*cin7.fulfilments.pick(ask.body, replace=replace), _pick)


def _write_pack(replace: bool) -> Callable[[Cin7, Ask], Answer]:
    return lambda cin7, ask: _task(*cin7.fulfilments.pack(ask.body, replace=replace), _pack)


def _write_ship(replace: bool) -> Callable[[Cin7, Ask], Answer]:
    return lambda cin7, ask: _task(*cin7.fulfilments.ship(ask.body, replace=replace), ship_json)


TABLE: Table = {
    "saleList": {"GET": _list},
    "sale": {"GET": _get, "POST": _create, "PUT": _update, "DELETE": _delete},
    "sale/quote": {"GET": _shown(_quote), "POST": _post_quote},
    "sale/order": {"GET": _shown(_order), "POST": _post_order},
    "sale/fulfilment": {"GET": _shown(_fulfilments), "POST": _add_fulfilment},
    "sale/fulfilment/pick": {
        "GET": _task_shown(_pick),
        "POST": _write_pick(False),
        "PUT": _write_pick(True),
    },
    "sale/fulfilment/pack": {
        "GET": _task_shown(_pack),
        "POST": _write_pack(False),
        "PUT": _write_pack(True),
    },
    "sale/fulfilment/ship": {
        "GET": _task_shown(ship_json),
        "POST": _write_ship(False),
        "PUT": _write_ship(True),
    },
    "sale/invoice": {"GET": _shown(_invoices), "POST": _post_invoice},
    "sale/creditnote": {"GET": _shown(_credit_notes), "POST": _post_credit_note},
}
"""Everything under ``/sale``."""
