"""Words drawn from blocks: only our own tags, whatever was typed."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leap.core.markdown import as_typed, laid_out
from leap.design.laid_out import drawn
from tests.leap.core.hostile_words import ATTACKS

OURS = {"h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote", "hr", "strong", "em", "code"}


class Tags(HTMLParser):
    """What a browser would find: tags with what they carry, and the words between."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found, self.said = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.said += data


def only_ours(words: str) -> Tags:
    tags = Tags(drawn(laid_out(words), 2))
    for name, carries in tags.found:
        assert name in OURS, name
        assert set(carries) <= ({"value"} if name == "li" else {"class"}), carries
    return tags


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_typed_becomes_a_tag(attack):
    said = only_ours(ATTACKS[attack]).said
    assert "alert" not in ATTACKS[attack] or "alert" in said, "it is shown, as words"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(ATTACKS.values())) | st.sampled_from(["**", "> ", "\n\n", "`", "- "])).map("".join)
)
def test_nor_do_several_together(words):
    only_ours(words)


def test_each_piece_is_drawn_as_what_it_is():
    html = drawn(laid_out("## Tea\n\nWe **sat** *down*.\n\n2. a\n5. b\n\n> so\n\n---"), 3)
    assert html == (
        '<h3 class="govuk-heading-m">Tea</h3>'
        '<p class="govuk-body leap-words">We <strong>sat</strong> <em>down</em>.</p>'
        '<ol class="govuk-list govuk-list--number">'
        '<li value="2"><p class="govuk-body leap-words">a</p></li>'
        '<li value="5"><p class="govuk-body leap-words">b</p></li></ol>'
        '<blockquote class="leap-quoted"><p class="govuk-body leap-words">so</p></blockquote>'
        '<hr class="leap-rule">'
    )


def test_plain_words_are_drawn_with_every_sign():
    assert drawn(as_typed("# <b>"), 2) == '<p class="govuk-body leap-words"># &lt;b&gt;</p>'
