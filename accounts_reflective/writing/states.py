"""Which steps an authorship can take. Plain Python."""

ASKED = "asked"
WRITING = "writing"
DECLINED = "declined"
LEFT = "left"

# Someone who said no, or left, can be asked again: people change their minds. Nobody can be made an author.
AUTHORSHIP_MOVES = {
    ASKED: {WRITING, DECLINED},
    WRITING: {LEFT},
    DECLINED: {ASKED},
    LEFT: {ASKED},
}
