"""Two worlds, with and without what one person may not see: how many answers are compared, and what leaks are caught.

Every kind of viewer asks for every address in both; status, headers, cookies, bytes, queries and letters must be equal.
Leaks are put in on purpose, and the same comparisons must catch each of them. It runs in a transaction that is
taken back, in the database of this run.
"""

from leap.local.figures import figure

# The design notes on trust (G1, G2) ask a commit for 20,000 comparisons, no difference ever and no empty cell; the
# issue for 20 leaks put in on purpose, each caught. A second: what one idle core did when a commit compared 3,000.
COMPARISONS = 20_000
PER_SECOND = 60
LEAKS_CAUGHT = 20


def main() -> None:
    """Compare what a commit compares, put the leaks in, and print the figures."""
    import django

    django.setup()
    from tests.project.twin.catching import Catcher
    from tests.project.twin.leaks import LEAKS
    from tests.project.twin.run import RUN, compare_run
    from tests.project.twin.telling import numbers, tables

    catcher = Catcher(LEAKS)
    whole = compare_run(RUN, bystander=catcher)
    print(numbers(whole), flush=True)
    empty, caught = len(whole.empty_cells()), catcher.caught
    print(tables(whole))
    for told in whole.differences:
        print(told)
    figure("twin_comparisons", whole.comparisons, "comparisons", COMPARISONS)
    figure("twin_comparisons_per_second", whole.per_second, "a_second", PER_SECOND)
    figure("twin_differences", len(whole.differences), "differences", 0, at_most=True)
    figure("twin_cells_empty", empty, f"of_{len(whole.cells)}", 0, at_most=True)
    figure("twin_leaks_caught", len(caught), f"of_{len(LEAKS)}", LEAKS_CAUGHT)
    figure("twin_leaks_missed", len(LEAKS) - len(caught), "leaks", 0, at_most=True)
