"""How much was taken back on a day, by how far the orders had come and what was taken back."""

from collections import Counter
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from ledger.models_reversals import Reversal, ReversalKind, ReversalStage, ReversalState
from ledger.store import Ledger


def reversal_counts(ledger: Ledger) -> dict[str, Any]:
    """Reversals by stage and kind, none of either left out, and by what became of them."""
    query = select(
        col(Reversal.stage), col(Reversal.kind), col(Reversal.state), func.count()
    ).group_by(col(Reversal.stage), col(Reversal.kind), col(Reversal.state))
    by_stage: dict[str, dict[str, int]] = {
        stage.value: {kind.value: 0 for kind in ReversalKind} for stage in ReversalStage
    }
    states: Counter[str] = Counter({state.value: 0 for state in ReversalState})
    with ledger.reading() as session:
        for stage, kind, state, number in session.execute(query):
            by_stage[stage][kind] += number
            states[state] += number
    kinds = {kind.value: sum(of[kind.value] for of in by_stage.values()) for kind in ReversalKind}
    return {
        "by_stage": by_stage,
        "by_state": dict(states),
        "kinds_with_none": sorted(kind for kind, number in kinds.items() if not number),
    }
