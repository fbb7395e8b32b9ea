"""All guards that are tried, promise by promise."""

from tests.mutations import figures, once, rash, said, taken_back, unseen

EVERY = (
    *unseen.GUARDS,
    *figures.GUARDS,
    *rash.GUARDS,
    *once.GUARDS,
    *taken_back.GUARDS,
    *said.GUARDS,
)
