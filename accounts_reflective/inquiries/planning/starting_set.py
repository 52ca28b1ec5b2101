"""The twelve steps of the PARTNERS2 inquiry, to start from.

The paper's text names two of them with their number (the drawings and the planning meeting). Where the others stand is
a guess from what it tells, so they are marked. What is asked of whom is ours.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step to start from."""

    name: str
    phase: str
    asked: str
    reconstructed: bool = True


PLANNING, WRITING, REVISING, ANALYSIS = "Planning", "Writing", "Writing (drafts shared and revised)", "Analysis"

PARTNERS2 = (
    Step("Asking members what they would like to look back on", PLANNING, "Members say what matters to them."),
    Step(
        "Drawing how working together has felt",
        PLANNING,
        "Everyone who likes to draws, staff too. Nobody has to.",
        reconstructed=False,
    ),
    Step("A workshop at each site", PLANNING, "Everyone at a site meets and talks about it."),
    Step("Sharing the drawings and adding captions", PLANNING, "Everyone who likes to adds words to drawings."),
    Step("Choosing topics and who to write with", PLANNING, "Everyone proposes topics, and chooses or waits."),
    Step("First drafts", WRITING, "Authors write, alone or together."),
    Step(
        "A planning meeting with small-group comments",
        REVISING,
        "Authors bring what they wish to show. Small groups say what they hear.",
        reconstructed=False,
    ),
    Step("Changing and finishing the writing", REVISING, "Authors change what they wish to change."),
    Step(
        "Authors look at their own reflective accounts beside published ideas",
        ANALYSIS,
        "Authors mark what their own words speak about.",
    ),
    Step("Finding themes that run through the reflective accounts", ANALYSIS, "A few people look for themes."),
    Step("Writing it up, with comments", ANALYSIS, "A few people write. Everyone can comment."),
    Step("Everyone agrees the final words", ANALYSIS, "All authors say yes or no to their own words."),
)
