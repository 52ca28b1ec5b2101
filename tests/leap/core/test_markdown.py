"""Words laid out from signs: what the signs make, and that no letter is ever hidden by them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leap.core.markdown import MOST_BLOCKS, Block, Run, as_typed, laid_out
from tests.leap.core.hostile_words import ATTACKS

SIGNS = st.lists(
    st.sampled_from(
        ["# ", "- ", "1. ", "> ", "**", "*", "`", "```", "\n", "\n\n", "[", "](", ")", "![", "<", ">", "\\"]
    )
    | st.sampled_from(["tea", "Wren", "&amp;", ": ", '"', "https://a.example", "---", "    ", "_", "é", "7"]),
    max_size=40,
).map("".join)


def letters(words: str) -> str:
    return "".join(each for each in words if each.isalnum())


def seen(blocks) -> str:
    return "".join(f"{each.number}{''.join(run.words for run in each.runs)}{seen(each.inside)}" for each in blocks)


def shape(blocks) -> list:
    return [each.kind if not each.inside else [each.kind, *shape(each.inside)] for each in blocks]


def said(words: str) -> str:
    """The words of one paragraph."""
    (block,) = laid_out(words)
    assert block.kind == "said"
    return seen([block])


def test_signs_make_headings_lists_quotations_and_rules():
    blocks = laid_out("# Tea\n\nWe sat.\n\n- a kettle\n- cups\n  - blue\n\n3. first\n7. then\n\n> they said\n\n---\n")
    item = ["item", "said"]
    assert shape(blocks) == [
        "heading", "said", ["points", item, ["item", "said", ["points", item]]], ["numbered", item, item],
        ["quoted", "said"], "rule",
    ]  # fmt: skip
    assert [each.number for each in blocks[3].inside] == ["3", "7"], "a list keeps the numbers that were typed"


def test_words_are_bold_or_stressed_and_keep_their_lines():
    (block,) = laid_out("We **never *really* knew**\nwho `spoke`.")
    assert block.runs == (
        Run("We "),
        Run("never ", strong=True),
        Run("really", strong=True, stressed=True),
        Run(" knew", strong=True),
        Run("\n"),
        Run("who "),
        Run("spoke", typed=True),
        Run("."),
    )


def test_headings_have_no_gaps_whatever_was_typed():
    levels = [each.level for each in laid_out("### a\n\n###### b\n\n# c\n\n## d\n\n### e\n\n#### f\n\n## g")]
    assert levels == [1, 2, 1, 2, 3, 3, 2]


def test_a_link_is_its_words_and_its_address():
    assert said('[our page](https://leap.example/a "Hello")') == "our page (https://leap.example/a Hello)"
    assert said("<https://leap.example/ä%20>") == "https://leap.example/ä%20"
    assert said("![a cup](/cup.png)") == "a cup (/cup.png)"
    assert said("[here](javascript:alert(1))") == "[here](javascript:alert(1))"


@pytest.mark.parametrize(
    "words", ["Tea\n===", "Tea\n\n    four spaces", "[tea]: https://a.example 'hidden'", "R&amp;D &lt;", "<b>tea</b>"]
)
def test_what_somebody_who_types_a_letter_would_not_expect_does_not_happen(words):
    assert "".join(seen(laid_out(words)).split()) == "".join(words.split())
    assert {each.kind for each in laid_out(words)} == {"said"}


@settings(max_examples=300, deadline=None)
@given(SIGNS | st.text(max_size=60))
@example("".join(ATTACKS.values()))
@example("> " * 60 + "deep")
@example("[a](https://a.example/?x=1&amp;y)")
def test_no_letter_is_ever_hidden(words):
    assert letters(seen(laid_out(words))) == letters(words)


def test_signs_that_would_hide_letters_are_shown_as_they_were_typed():
    deep = "> " * 60 + "deep"
    assert laid_out(deep) == as_typed(deep) == (Block("said", (Run(deep),)),)


@pytest.mark.parametrize("words", ["- a\n" * (MOST_BLOCKS // 2), "[" * 60_000, "- a\n" * 15_000])
def test_too_many_pieces_are_shown_as_they_were_typed(words):
    assert laid_out(words) == as_typed(words)


def test_plain_words_are_paragraphs_with_every_sign():
    assert as_typed("\n# One\ntwo\n \n\n**three**\n") == (
        Block("said", (Run("# One\ntwo"),)),
        Block("said", (Run("**three**"),)),
    )
    assert as_typed(" \n ") == ()
