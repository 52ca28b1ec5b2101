"""Tags and filters for pages: `{% load leap %}`. docs/design.md shows each with an example."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from leap.core.markdown import Block
from leap.design import times
from leap.design.fields import FieldParts, error_links
from leap.design.laid_out import drawn
from leap.design.parts import TONES, Table

register = template.Library()


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> SafeString:
    """Draws a block of the page a second time: a page writes its title once, for the browser and as its heading."""
    return context.render_context[BLOCK_CONTEXT_KEY].get_block(name).render(context)


@register.inclusion_tag("design/parts/who_can_read.html")
def who_can_read(readers: str) -> dict[str, Any]:
    """The promise above a box: who can read what is typed there."""
    return {"readers": readers}


@register.simple_tag
def laid_out(blocks: tuple[Block, ...], top: int = 2) -> SafeString:
    """A person's words in blocks (`leap.core.markdown`); `top` is the level of their first headings."""
    return drawn(blocks, top)


@register.inclusion_tag("design/parts/summary_list.html")
def summary_list(rows: Any) -> dict[str, Any]:
    """Questions and answers, with a link to change it where a row has one. Rows are `parts.Row` (or dicts alike)."""
    return {"rows": rows, "has_actions": any(_has_action(row) for row in rows)}


def _has_action(row: Any) -> bool:
    return bool(row.get("action_url") if isinstance(row, dict) else row.action_url)


@register.inclusion_tag("design/parts/table.html")
def record_table(table: Table) -> dict[str, Any]:
    """A table with caption and headings, a set of cards on a phone; an empty one says so in words."""
    return {"table": table}


@register.inclusion_tag("design/parts/empty_state.html")
def empty_state(text: str, url: str = "", label: str = "") -> dict[str, Any]:
    """What to say where there is nothing yet, with one way on if there is one."""
    return {"text": text, "url": url, "label": label}


@register.simple_tag
def status_tag(text: str, tone: str = "quiet") -> SafeString:
    """A short status in words. Tones: quiet, calm, good, waiting, care. The colour never says more than the words."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"Unknown tone {tone!r}: use one of {', '.join(TONES)}.")
    return format_html('<strong class="leap-tag leap-tag--{}">{}</strong>', tone, text)


@register.inclusion_tag("design/parts/post_button.html", takes_context=True)
def post_button(
    context: template.Context, url: str, label: str, kind: str = "", about: str = "", **hidden: Any
) -> dict[str, Any]:
    """A form with one button. `url` is an address, or an address name without arguments.

    `kind` is "", "secondary" or "warning"; `about` is read out after the label; other keywords become hidden values."""
    address = url if url.startswith("/") else reverse(url)
    return {
        "url": address,
        "label": label,
        "kind": kind,
        "about": about,
        "hidden": hidden,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("design/parts/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """What needs another look, each line a link to its box. Drawn once for a form, whoever asks first."""
    if not form or getattr(form, "error_summary_shown", False):
        return {"links": []}
    form.error_summary_shown = True
    return {"links": error_links(form)}


@register.inclusion_tag("govuk/parts/field.html")
def form_field(field: BoundField, label: str = "", hint: str = "") -> dict[str, Any]:
    """One field with label, hint, readers, error and box, wired together. The crispy pack draws all fields with it.

    `label` and `hint` replace the form's own where the form is not ours to word."""
    return {"part": FieldParts(field, label, hint), "field": field}


@register.simple_tag
def when(moment: datetime, where: Any = "") -> SafeString:
    """Tuesday 24 November 2026, 2:00pm, in the zone of a panel or meeting (or a zone name), as a `<time>`; with the
    reader's own time, where their clock shows another."""
    said = times.say_when_to_reader(moment, where)
    return format_html('<time datetime="{}">{}</time>', times.there(moment, where).isoformat(), said)


@register.filter
def panel_time(moment: datetime, where: Any = "") -> str:
    """Tuesday 24 November 2026, 2:00pm: plain text; with the reader's own time, where their clock shows another."""
    return times.say_when_to_reader(moment, where) if moment else ""


@register.filter
def day(value: date | datetime, where: Any = "") -> str:
    """Tuesday 24 November 2026."""
    return times.say_day(value, where) if value else ""


@register.filter
def clock_time(moment: datetime, where: Any = "") -> str:
    """2:00pm."""
    return times.say_clock(moment, where) if moment else ""


@register.filter
def clock_time_to_reader(moment: datetime, where: Any = "") -> str:
    """2:00pm; with the reader's own time, where their clock shows another."""
    return times.say_clock_to_reader(moment, where) if moment else ""


@register.filter
def pounds(pence: int | None) -> str:
    """£75.00 from 7500."""
    return "" if pence is None or pence == "" else times.say_pounds(pence)


class InsetNode(template.Node):
    """Draws what stands between inset and endinset as a note set apart."""

    def __init__(self, inside: NodeList, title: FilterExpression | None) -> None:
        self.inside = inside
        self.title = title

    def render(self, context: template.Context) -> SafeString:
        title = self.title.resolve(context) if self.title else ""
        heading = format_html('<p><strong class="govuk-!-font-weight-bold">{}</strong></p>', title) if title else ""
        return format_html('<div class="govuk-inset-text">{}{}</div>', heading, mark_safe(self.inside.render(context)))  # noqa: S308  drawn by the template engine, which escaped it


@register.tag
def inset(parser: Parser, token: Token) -> InsetNode:
    """`{% inset %}...{% endinset %}`, or `{% inset "Title" %}...{% endinset %}`."""
    _, *rest = token.split_contents()
    inside = parser.parse(("endinset",))
    parser.delete_first_token()
    return InsetNode(inside, parser.compile_filter(rest[0]) if rest else None)
