"""Draws people's words in blocks. Everything they typed is escaped here; the only tags are those written below."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from leap.core.markdown import Block, Run

SIZES = {1: "m", 2: "s", 3: "s"}


def drawn(blocks: Iterable[Block], top: int) -> SafeString:
    """The blocks as HTML. `top` is the level of their first headings (2 under the name of a page). No link, picture or
    tag is ever made of what somebody typed.
    """
    return format_html_join("", "{}", ((_block(each, top),) for each in blocks))


def _block(block: Block, top: int) -> SafeString:
    runs, inside = _runs(block.runs), drawn(block.inside, top)
    match block.kind:
        case "heading":
            level = min(top + block.level - 1, 6)
            return format_html('<h{} class="govuk-heading-{}">{}</h{}>', level, SIZES[block.level], runs, level)
        case "points":
            return format_html('<ul class="govuk-list govuk-list--bullet">{}</ul>', inside)
        case "numbered":
            return format_html('<ol class="govuk-list govuk-list--number">{}</ol>', inside)
        case "item":
            return _item(block, inside)
        case "quoted":
            return format_html('<blockquote class="leap-quoted">{}</blockquote>', inside)
        case "rule":
            return format_html('<hr class="leap-rule">{}', "")
        case _:
            return format_html('<p class="govuk-body leap-words">{}</p>', runs)


def _item(block: Block, inside: SafeString) -> SafeString:
    """With its own number, as it was typed."""
    number = block.number[-9:]  # more figures than a browser takes
    return format_html('<li value="{}">{}</li>', int(number), inside) if number else format_html("<li>{}</li>", inside)


def _runs(runs: Iterable[Run]) -> SafeString:
    return format_html_join("", "{}", ((_run(each),) for each in runs))


def _run(run: Run) -> SafeString:
    drawn = format_html("{}", run.words)
    for wanted, shape in (
        (run.typed, "<code>{}</code>"),
        (run.stressed, "<em>{}</em>"),
        (run.strong, "<strong>{}</strong>"),
    ):
        drawn = format_html(shape, drawn) if wanted else drawn
    return drawn
