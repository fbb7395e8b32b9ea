"""Goods that came in: found on purchase orders, shown on every storefront, and timed.

Availability may lag behind a receipt, so one is finished only when a round that began a settle
time after we first saw it has found nothing left to change.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ledger import cursors, inbox
from tasks.backorders import waiting_skus
from tasks.drifting import LOOKED
from tasks.outside import outside
from tasks.ports import Receipt
from tasks.starting import ask_for
from tasks.step import step
from tasks.stock_report import StockReport
from tasks.stock_round import Scope, stock_round

CURSOR = "purchases"
HAND_OFF = "hand-off-fulfilment"


@dataclass(frozen=True, slots=True)
class Shown:
    """One receipt on the storefronts: SKUs it brought, and seconds from Cin7's change to ours."""

    number: str
    skus: int
    seconds: float
    finished: bool


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """One or more rounds of receipts."""

    rounds: int = 1
    receipts: tuple[Shown, ...] = ()
    stock: StockReport = field(default_factory=lambda: StockReport(rounds=0))

    @property
    def unfinished(self) -> bool:
        """A receipt whose availability may still lag, or whose SKUs moved meanwhile."""
        return any(not receipt.finished for receipt in self.receipts)

    def then(self, later: "ReceiptReport") -> "ReceiptReport":
        """Both rounds as one report; a receipt counts as it stands in the later one."""
        told = {receipt.number: receipt for receipt in (*self.receipts, *later.receipts)}
        return replace(
            later,
            rounds=self.rounds + later.rounds,
            receipts=tuple(told.values()),
            stock=self.stock.then(later.stock),
        )

    def headline(self) -> str:
        """For the run's name."""
        if not self.receipts:
            return "nothing received"
        numbers = ", ".join(receipt.number for receipt in self.receipts)
        return f"{numbers} shown, {len(self.stock.applied)} counts changed"

    def sentence(self) -> str:
        """For the table's head."""
        return f"{len(self.receipts)} receipts in {self.rounds} rounds. {self.stock.sentence()}"

    def table(self) -> list[dict[str, object]]:
        """A line a receipt, with the time from Cin7's change to the storefront."""
        return [
            {
                "purchase order": receipt.number,
                "SKUs": receipt.skus,
                "seconds from receipt to storefront": round(receipt.seconds, 1),
                "finished": receipt.finished,
            }
            for receipt in self.receipts
        ]

    def to_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {"rounds": self.rounds, "receipts": self.table(), "stock": self.stock.to_json()}


@step("read receipts", run_name="read receipts since {since}", tags=("cin7",))
async def read_receipts(since: datetime) -> list[Receipt]:
    """Purchase orders with goods in that changed since then."""
    return await outside().inventory.receipts_since(since)


@step("read what came in", run_name="read what came in on {number}", tags=("cin7",))
async def read_received(number: str, purchase_id: str) -> frozenset[str]:
    """The SKUs a purchase order has brought in so far."""
    return await outside().inventory.received_skus(purchase_id)


async def receipt_round(purchases: Sequence[str] | None, *, dry_run: bool) -> ReceiptReport:
    """Show what came in since the last run, once.

    Safe to run twice: stock rounds write differences only, and a receipt that is finished is known
    by the purchase's own change time.

    Raises:
        ClientError: Something could not be read: nothing is changed.
    """
    world = outside()
    began = world.now()
    heard = [d.id for d in inbox.unhandled(world.ledger, "cin7", {"purchase"})]
    cursor = cursors.read(world.ledger, CURSOR)
    start = cursor.at if cursor else began
    found = await read_receipts(start - timedelta(seconds=world.rules.overlap.purchases))
    asked = [r for r in found if purchases is None or r.number in purchases]
    fresh = [r for r in asked if purchases is not None or not _is_finished(r)]
    report = ReceiptReport()
    if fresh:
        brought = {r.number: await read_received(r.number, r.purchase_id) for r in fresh}
        skus = frozenset[str]().union(*brought.values())
        stock = await _show(skus, fresh, dry_run)
        told = [_told(r, brought[r.number], stock, began, dry_run) for r in fresh]
        report = ReceiptReport(receipts=tuple(told), stock=stock)
        if not dry_run:
            await _hint_the_desk([brought[r.number] for r in report.receipts if r.finished])
    if purchases is None and not dry_run and not report.unfinished:
        latest = max((r.updated_at for r in found), default=start)
        cursors.advance(world.ledger, CURSOR, latest, world.now())
        inbox.mark_handled(world.ledger, heard, world.now())
    return report


async def _show(skus: frozenset[str], receipts: Sequence[Receipt], dry_run: bool) -> StockReport:
    """Show these SKUs; one that no store was known to bear may be on sale since, so all is read.

    That costs a whole read, so once a receipt: what is on sale nowhere (a material) stays unknown.
    """
    stock = await stock_round(Scope(skus=skus, dry_run=dry_run))
    last = cursors.read(outside().ledger, LOOKED)
    newest = max(receipt.updated_at for receipt in receipts)
    if stock.unknown and (last is None or last.at <= newest):
        whole = await stock_round(Scope(dry_run=dry_run, whole=True))
        stock = replace(stock, unknown=frozenset()).then(whole)
    return stock


async def _hint_the_desk(brought: Sequence[frozenset[str]]) -> None:
    """Goods that an order waited for are in, and availability shows them: it may be ready."""
    if outside().desk is not None and frozenset[str]().union(*brought) & waiting_skus():
        await ask_for(HAND_OFF)


def _is_finished(receipt: Receipt) -> bool:
    done = cursors.read(outside().ledger, f"receipt:{receipt.purchase_id}")
    return done is not None and done.at >= receipt.updated_at


def _told(
    receipt: Receipt, skus: frozenset[str], stock: StockReport, began: datetime, dry_run: bool
) -> Shown:
    """How far this receipt is shown; what is finished is remembered, with its time."""
    world = outside()
    now = world.now()
    seen_name = f"receipt-seen:{receipt.purchase_id}"
    if not dry_run:
        cursors.advance(
            world.ledger, seen_name, receipt.updated_at, now, json.dumps({"at": began.isoformat()})
        )
    seen = cursors.read(world.ledger, seen_name)
    facts = json.loads(seen.value) if seen and seen.value else {"at": began.isoformat()}
    changed = any(row.sku in skus for row in stock.applied)
    shown_at = now if changed or "shown_at" not in facts else _time(facts["shown_at"])
    if not dry_run and seen is not None:
        cursors.amend(world.ledger, seen_name, json.dumps({**facts, "shown_at": str(shown_at)}))
    settled = (began - _time(facts["at"])).total_seconds() > world.settle_seconds
    left_over = stock.held is not None or stock.waiting or (stock.again & skus)
    finished = dry_run or (settled and not left_over)
    seconds = (shown_at - receipt.updated_at).total_seconds()
    if finished and not dry_run:
        value = {"number": receipt.number, "skus": len(skus), "seconds": seconds}
        cursors.advance(
            world.ledger,
            f"receipt:{receipt.purchase_id}",
            receipt.updated_at,
            now,
            json.dumps({**value, "heard_at": facts["at"], "shown_at": str(shown_at)}),
        )
    return Shown(receipt.number, len(skus), seconds, bool(finished))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
