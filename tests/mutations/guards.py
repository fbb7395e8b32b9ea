"""All guards that are tried, promise by promise."""

from tests.mutations import figures, kits, once, rash, said, taken_back, unseen

EVERY = (
    *unseen.GUARDS,
    *figures.GUARDS,
    *kits.GUARDS,
    *rash.GUARDS,
    *once.GUARDS,
    *taken_back.GUARDS,
    *said.GUARDS,
)
