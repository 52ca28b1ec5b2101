"""Two worlds, with and without what one person may not see: how many answers are compared, and what leaks are caught.

Every kind of viewer asks for every address in both; status, headers, cookies, bytes, queries and letters must be equal.
Then leaks are put in on purpose, and the same comparisons must catch each of them. It runs in a transaction that is
taken back, in the database of this run.
"""

from leap.local.figures import figure

# The design notes on trust ask a commit for 3,000 comparisons and 15 leaks in this issue, and for no difference, ever.
COMPARISONS = 3000
LEAKS_CAUGHT = 15


def main() -> None:
    """Compare what a commit compares, put the leaks in, and print the figures."""
    import django

    django.setup()
    from tests.project.twin.catching import catch
    from tests.project.twin.leaks import LEAKS
    from tests.project.twin.run import COMMIT, Tally, compare

    tally = Tally()
    for seed, viewers in COMMIT.items():
        tally.add(compare(seed, viewers))
    for difference in tally.differences:
        print(difference)
    caught = catch(LEAKS)
    print(f"{tally.per_second:.0f} comparisons a second; caught {len(caught)} of {len(LEAKS)} leaks")
    figure("twin_comparisons", tally.comparisons, "comparisons", COMPARISONS)
    figure("twin_differences", len(tally.differences), "differences", 0, at_most=True)
    figure("twin_leaks_caught", len(caught), f"of_{len(LEAKS)}", LEAKS_CAUGHT)
    figure("twin_leaks_missed", len(LEAKS) - len(caught), "leaks", 0, at_most=True)
