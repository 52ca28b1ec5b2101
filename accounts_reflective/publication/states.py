"""Which steps an output can take. Plain Python."""

DRAFTING = "drafting"
SET_ASIDE = "set_aside"
FROZEN = "frozen"

# What is frozen stays what it was: there is no way on from it.
OUTPUT_MOVES = {
    DRAFTING: {FROZEN, SET_ASIDE},
    SET_ASIDE: {DRAFTING},
}
