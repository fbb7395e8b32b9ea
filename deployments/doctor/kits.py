"""Which kits are known, and whether all of them can be taken apart."""

from datetime import datetime

from deployments.doctor.check import Check, good, note
from domain.kits import Teller
from domain.rules import Rules
from ledger import bills, cursors
from ledger.store import Ledger

NAME = "kits"


def look_at_kits(ledger: Ledger, rules: Rules, now: datetime) -> Check:
    """Those of the rules and of Cin7, as the ledger remembers them; no vendor is asked."""
    named = f"{len(rules.kits)} of the rules file"
    if not rules.boms:
        said = f"{named}; Cin7's own are not asked for ([cin7] boms = false)"
        return note(NAME, said, "Set it to true if Cin7 assembles products when they are sold.")
    read = cursors.read(ledger, bills.READ)
    if read is None:
        return note(NAME, f"{named}; Cin7's were never read", "The first sync-stock reads them.")
    known = bills.kits_of(ledger, rules)
    told = [one for one in known.kits.values() if one.told_by is Teller.CIN7 and one.parts]
    hours = (now - read.at).total_seconds() / 3_600
    said = f"{named}, {len(told)} of Cin7, read {hours:.0f} h ago"
    if known.unreadable:
        few = ", ".join(sorted(known.unreadable)[:5])
        said += f"; {len(known.unreadable)} show only what stands finished, such as {few}"
        return note(NAME, said, "Name their components under [kits] in the rules file.")
    return good(NAME, said)
