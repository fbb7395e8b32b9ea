"""The books' word on a world: what was promised, what was sold that was not there, what is left."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime

from ledger import effects_seen, inbox
from sandbox.books import audit
from sandbox.books_claims import called_together
from sandbox.books_story import Story
from sandbox.journal import Called, Journal
from tests.simulation.driver import Driver
from tests.town import PLACES, Town

UNFINISHED = frozenset({"intended", "claimed", "doubtful"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one seed.

    Args:
        wrong: Everything that should not be so, in words; empty when all is well.
        oversold: Units sold that were not there, by a wrong write or a count left unlowered.
        gap: Units sold that were not there, inside the bound.
        orders: Paid orders.
        sold: Units they hold.
        writes: Counts we set.
    """

    seed: int
    wrong: tuple[str, ...]
    oversold: int = 0
    gap: int = 0
    orders: int = 0
    sold: int = 0
    writes: int = 0
    wrong_writes: int = 0
    runs: int = 0
    calls: int = 0
    trace: tuple[str, ...] = field(default=(), repr=False)


def promises_broken(
    town: Town, watched: tuple[str, ...], waited: float, calm: datetime, unscheduled: float
) -> tuple[list[str], dict[str, int]]:
    """Breaches of these promises in words, and the counts of the books.

    Nobody can show a receipt in time while nobody answers, and Prefect, which tries a step again,
    is not simulated: the time that calls waited in vain is added to what promise 5 allows. At the
    end of a world no schedule starts a run: a receipt whose time ends there has that much longer.

    Args:
        town: The world.
        watched: Numbers of the promises.
        waited: Seconds that calls of ours waited for an answer that did not come in time.
        calm: When the last schedule was over.
        unscheduled: Seconds from then on until all flows were run once more.
    """
    report = town.books()
    breaches = dict(report.breaches)
    if breaches["5"]:
        allowed = town.claims().reaction_seconds + waited
        before = town.books(reaction_seconds=allowed, until=calm.isoformat()).breaches["5"]
        after = town.books(reaction_seconds=allowed + unscheduled).breaches["5"]
        breaches["5"] = list(dict.fromkeys([*before, *after]))
    told = [f"promise {number}: {what}" for number in watched for what in breaches[number]]
    return told, report.counts


def first_breach(town: Town, driver: Driver) -> int | None:
    """The line of the trace after which the books first say that promise 1 is broken."""
    claims = town.claims(until=None)

    def broken(line: int) -> bool:
        last = driver.trace[line + 1][1] if line + 1 < len(driver.trace) else None
        journal = Journal()
        journal.events.extend(town.world.journal.events[:last])
        return bool(audit(journal, claims).promises["1"])

    found = bisect_left(range(len(driver.trace)), True, key=broken)
    return found if found < len(driver.trace) else None


def left_over(town: Town) -> list[str]:
    """What is not at rest: counts that differ from the shelf, effects and deliveries not ended.

    What a shelf bears is what the books say, which reckon kits and their components together.
    """
    told = []
    shelf = Story(town.world.journal, town.claims()).shelf
    in_cin7 = {ours: name for name, ours in PLACES.items()}
    for store, places in town.locations.items():
        for sku in sorted({v.sku for v in town.shop(store).catalogue.variants.values()}):
            for number in dict.fromkeys(places.values()):
                behind = [place for place, at in places.items() if at == number]
                steps = shelf[called_together([in_cin7[place] for place in behind]), sku]
                borne = steps.values[-1].ceiling if steps.values else 0
                shown = town.shown(store, sku, behind[0])
                if shown != borne:
                    where = " and ".join(behind)
                    told.append(f"at rest {store} shows {shown} {sku} at {where}, not {borne}")
    for row in effects_seen.export(town.ledger):
        if row["state"] in UNFINISHED:
            told.append(f"{row['kind']} of {row['subject']} is left {row['state']}")
    for one in inbox.unhandled(town.ledger):
        told.append(f"a delivery of {one.source} {one.topic} is left unhandled")
    return told


def changes(town: Town, since: int) -> list[str]:
    """Calls that changed a vendor's state, from a place of the journal on."""
    return [
        f"not at rest: {event.system} {event.operation} still changes something"
        for event in town.world.journal.events[since:]
        if isinstance(event, Called) and event.changed
    ]


def written(driver: Driver, mark: int | None) -> tuple[str, ...]:
    """The trace in words; ``mark`` is the line that broke a promise."""
    return tuple(
        f"{'>>' if number == mark else '  '} {_moment(at)} {what}"
        for number, (at, _, what) in enumerate(driver.trace)
    )


def _moment(at: datetime) -> str:
    return f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}"
