"""The parts pages are made of."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template, TemplateSyntaxError

from leap.design.parts import Cell, Column, Row, Table


def drawn(source: str, **context) -> str:
    return Template("{% load leap %}" + source).render(Context(context))


WINTER = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
SUMMER = datetime(2027, 6, 8, 13, 5, tzinfo=UTC)


def test_a_moment_is_said_in_the_zone_of_the_panel():
    assert drawn("{{ m|panel_time:'Europe/London' }}", m=WINTER) == "Tuesday 24 November 2026, 2:00pm"
    assert drawn("{{ m|panel_time:'Europe/London' }}", m=SUMMER) == "Tuesday 8 June 2027, 2:05pm"
    panel = SimpleNamespace(time_zone="Asia/Tokyo")
    meeting = SimpleNamespace(panel=panel)
    for where in (panel, meeting, ZoneInfo("Asia/Tokyo")):
        assert drawn("{{ m|panel_time:where }}", m=SUMMER, where=where) == "Tuesday 8 June 2027, 10:05pm"


def test_a_day_may_be_another_day_in_another_zone():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert drawn("{{ m|day:'Asia/Tokyo' }}", m=late) == "Wednesday 25 November 2026"
    assert drawn("{{ d|day }}", d=date(2026, 11, 24)) == "Tuesday 24 November 2026"


def test_midnight_and_noon_are_said_the_way_people_say_them():
    assert drawn("{{ m|clock_time:'UTC' }}", m=datetime(2026, 1, 1, 0, 0, tzinfo=UTC)) == "12:00am"
    assert drawn("{{ m|clock_time:'UTC' }}", m=datetime(2026, 1, 1, 12, 0, tzinfo=UTC)) == "12:00pm"


def test_when_is_a_time_that_machines_read_too():
    html = drawn("{% when m 'Europe/London' %}", m=SUMMER)
    assert html == '<time datetime="2027-06-08T14:05:00+01:00">Tuesday 8 June 2027, 2:05pm</time>'


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        drawn("{{ m|panel_time }}", m=datetime(2026, 11, 24, 14, 0))


def test_nothing_is_said_as_nothing():
    assert drawn("[{{ m|panel_time }}{{ m|day }}{{ m|clock_time }}{{ m|pounds }}]", m=None) == "[]"


@pytest.mark.parametrize(
    ("pence", "said"), [(0, "£0.00"), (5, "£0.05"), (7500, "£75.00"), (123456, "£1,234.56"), (-501, "minus £5.01")]
)
def test_pence_are_said_as_pounds(pence, said):
    assert drawn("{{ p|pounds }}", p=pence) == said


def test_a_table_has_a_caption_scopes_and_a_heading_in_each_row():
    table = Table(
        "Payments",
        [Column("Day", sort="descending", sort_url="?s=day"), Column("Paid", numeric=True)],
        [[Cell("1 May", url="/x/"), Cell("Paid <b>", tone="good")]],
    )
    html = drawn("{% record_table t %}", t=table)
    assert ">Payments</caption>" in html
    assert 'aria-sort="descending"' in html
    assert 'scope="col"' in html
    assert 'scope="row"' in html
    assert 'href="/x/"' in html
    assert "leap-tag--good" in html
    assert 'data-label="Paid"' in html
    assert "<b>" not in html


def test_an_empty_table_says_so_in_words():
    html = drawn("{% record_table t %}", t=Table("Payments", [Column("Day")], empty="No payments yet."))
    assert "No payments yet." in html
    assert "<table" not in html


def test_a_row_that_does_not_fit_its_table_is_a_fault():
    with pytest.raises(ValueError, match="zip"):
        drawn("{% record_table t %}", t=Table("Payments", [Column("Day")], [["1 May", "more"]]))


def test_a_link_in_a_summary_says_what_it_changes():
    rows = [Row("Your name", "Wren", action_url="/n/", action_about="your name"), {"key": "Panel", "value": "North"}]
    html = drawn("{% summary_list rows %}", rows=rows)
    assert 'Change<span class="govuk-visually-hidden"> your name</span>' in html
    assert "North" in html
    assert "govuk-summary-list__row--no-actions" in html
    assert "actions" not in drawn("{% summary_list rows %}", rows=rows[1:])


def test_a_button_form_carries_its_token_and_hidden_values():
    html = Template("{% load leap %}{% post_button '/x/' 'Stop' 'secondary' about='with North' answer='no' %}").render(
        Context({"csrf_token": "tok"})
    )
    assert 'action="/x/"' in html
    assert 'value="tok"' in html
    assert 'name="answer" value="no"' in html
    assert "govuk-button--secondary" in html
    assert 'action="/leave/"' in drawn("{% post_button 'design:quick-exit' 'Go' %}")


def test_other_small_parts():
    assert "Only you" in drawn("{% who_can_read 'Only you' %}")
    assert "Start" in drawn("{% empty_state 'Nothing yet.' '/new/' 'Start' %}")
    assert "<a " not in drawn("{% empty_state 'Nothing yet.' %}")
    assert "&lt;i&gt;" in drawn("{% inset title %}{{ words }}{% endinset %}", title="A", words="<i>")
    assert "<strong" not in drawn("{% inset %}x{% endinset %}")
    assert "&lt;b&gt;" in drawn("{% status_tag '<b>' 'good' %}".replace("'<b>'", "t"), t="<b>")


def test_an_unknown_tone_is_a_fault():
    with pytest.raises(TemplateSyntaxError, match="tone"):
        drawn("{% status_tag 'x' 'red' %}")
