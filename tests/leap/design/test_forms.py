"""Forms refuse in sentences that help, keep what was typed, and are wired together for people who listen to them."""

import re
from datetime import date, time
from html.parser import HTMLParser

import pytest
from crispy_forms.layout import ButtonHolder, Div, Field, Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template

from leap.design.forms import ClockField, DayField, LeapForm, PlainWords
from tests.leap.design.gallery import EverythingForm


class Elements(HTMLParser):
    """Every start tag of a piece of HTML with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.all.append((tag, dict(attrs)))

    def by_id(self, wanted: str) -> dict[str, str | None]:
        return next(attrs for _, attrs in self.all if attrs.get("id") == wanted)

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.all if attrs.get("id")]


def drawn(form) -> str:
    return render_crispy_form(form)


def good(**changes):
    answers = {
        "called": "Wren",
        "secret": "something long",
        "words_needed": "That people listened.",
        "day_day": "27",
        "day_month": "3",
        "day_year": "2027",
        "starts": "2:30pm",
        "coming": "yes",
        "place": "hall",
        "seats": "12",
        "agree": "on",
    }
    return {**answers, **changes}


def test_good_answers_become_clean_values():
    form = EverythingForm(good())
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2027, 3, 27)
    assert form.cleaned_data["starts"] == time(14, 30)


def test_every_id_is_used_once():
    ids = Elements(drawn(EverythingForm({}))).ids()
    assert len(ids) == len(set(ids))


def test_everything_a_box_says_describes_it_exists_and_stands_above_it():
    html = drawn(EverythingForm({"own_words": "x" * 300, "called": "y" * 61}))
    elements = Elements(html)
    described = [
        (attrs["id"], attrs["aria-describedby"])
        for tag, attrs in elements.all
        if attrs.get("aria-describedby") and attrs.get("id")
    ]
    assert described
    for box, describers in described:
        for describer in describers.split():
            assert describer in elements.ids()
            if not describer.endswith("-info"):
                assert html.index(f'id="{describer}"') < html.index(f'id="{box}"')


def test_the_hint_comes_first_then_who_can_read_it_then_the_error():
    html = drawn(EverythingForm({"called": "y" * 61}))
    assert Elements(html).by_id("id_called")["aria-describedby"] == "id_called-hint id_called-readers id_called-error"
    places = [html.index(f'id="id_called{end}"') for end in ("-hint", "-readers", "-error", "")]
    assert places == sorted(places)


def test_a_box_says_who_can_read_it():
    html = drawn(EverythingForm())
    assert re.search(r'id="id_own_words-readers".*?Only you, until you share it', html, re.S)


def test_one_sentence_for_all_boxes_stands_above_each_text_box_and_no_other():
    class Short(LeapForm):
        who_can_read = "Only you"
        words = forms.CharField(widget=forms.Textarea)
        kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)

    html = drawn(Short())
    assert 'id="id_words-readers"' in html
    assert 'id="id_kind-readers"' not in html


def test_the_summary_links_to_every_wrong_box_and_is_drawn_once():
    form = EverythingForm(good(called="", coming="", day_month="June 3"))
    template = Template("{% load leap crispy_forms_tags %}{% error_summary form %}{% crispy form %}")
    html = template.render(Context({"form": form}))
    assert html.count('data-module="govuk-error-summary"') == 1
    summary = html[: html.index("</ul>")]
    ids = Elements(html).ids()
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_called", "id_day_1", "id_coming"]
    assert set(targets) <= set(ids)


def test_an_error_of_the_whole_form_is_said_without_a_link():
    form = EverythingForm(good())
    form.add_error(None, "This meeting is full.")
    html = drawn(form)
    assert "<li>This meeting is full.</li>" in html


def test_a_fresh_form_has_no_summary_and_no_error():
    html = drawn(EverythingForm())
    assert "error" not in html


@pytest.mark.parametrize(
    ("day", "month", "year", "box", "sentence"),
    [
        ("the 27th", "3", "2027", 0, "Tell us the day as a number, like 27."),
        ("", "3", "2027", 0, "Tell us the day as a number, like 27."),
        ("27", "13", "2027", 1, "Tell us the month as a number from 1 to 12, like 6."),
        ("27", "Smarch", "2027", 1, "Tell us the month as a number from 1 to 12, like 6."),
        ("27", "3", "27", 2, "Tell us the year with all four numbers, like 2026."),
        ("27", "3", "0027", 2, "Tell us the year with all four numbers, like 2026."),
        ("31", "6", "2027", 0, "June 2027 has 30 days. Tell us a day from 1 to 30."),
        ("29", "2", "2027", 0, "February 2027 has 28 days. Tell us a day from 1 to 28."),
        ("0", "2", "2027", 0, "February 2027 has 28 days. Tell us a day from 1 to 28."),
        ("२७", "3", "2027", 0, "Tell us the day as a number, like 27."),
    ],
)
def test_a_date_that_is_not_one_is_refused_kindly_and_kept(day, month, year, box, sentence):
    form = EverythingForm(good(day_day=day, day_month=month, day_year=year))
    assert form.errors["day"] == [sentence]
    elements = Elements(drawn(form))
    for number, typed in enumerate((day, month, year)):
        attrs = elements.by_id(f"id_day_{number}")
        assert attrs["value"] == typed
        assert ("aria-invalid" in attrs) == (number == box)


def test_a_month_may_be_a_word():
    form = EverythingForm(good(day_month="March"))
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2027, 3, 27)


def test_an_empty_date_is_refused_only_where_one_is_needed():
    class Two(LeapForm):
        needed = DayField(label="Which day?")
        maybe = DayField(label="Until when?", required=False)

    form = Two({})
    assert form.errors == {"needed": ["Please fill in “Which day?”."]}
    assert form.cleaned_data["maybe"] is None


def test_a_date_field_knows_whether_it_was_changed():
    field = DayField()
    assert not field.has_changed(date(2027, 3, 27), ["27", "3", "2027"])
    assert field.has_changed(date(2027, 3, 27), ["28", "3", "2027"])
    assert not field.has_changed(None, ["", "", ""])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2pm", time(14)),
        ("2.30 PM", time(14, 30)),
        ("14:30", time(14, 30)),
        ("12am", time(0)),
        ("12:15pm", time(12, 15)),
        ("09:05", time(9, 5)),
    ],
)
def test_a_time_may_be_written_as_people_write_it(typed, meant):
    assert ClockField().clean(typed) == meant


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("half two", "Tell us the time like 2:30pm or 14:30."),
        ("25:00", "Tell us the time like 2:30pm or 14:30."),
        ("2:75pm", "Tell us the time like 2:30pm or 14:30."),
        ("13pm", "Tell us the time like 2:30pm or 14:30."),
        ("2", "Tell us if that is morning or afternoon, like 2pm or 10am."),
    ],
)
def test_a_time_that_is_not_one_is_refused_kindly(typed, sentence):
    form = EverythingForm(good(starts=typed))
    assert form.errors["starts"] == [sentence]
    assert Elements(drawn(form)).by_id("id_starts")["value"] == typed


def test_a_time_that_is_there_already_is_shown_as_people_write_it():
    assert Elements(drawn(EverythingForm(initial={"starts": time(14, 30)}))).by_id("id_starts")["value"] == "2:30pm"


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ud800"])
def test_a_hidden_character_is_refused_with_its_place(letter):
    form = EverythingForm(good(words_needed=f"They listened to me{letter} well."))
    assert form.errors["words_needed"] == [
        "There is a hidden character just after “They listened to me” that we cannot keep. "
        "Please delete that bit and type it again."
    ]
    form = EverythingForm(good(called=f"{letter}Wren"))
    if letter != "\x85":  # a space to Python: trimmed from the ends of a short text like any other
        assert "at the very start" in form.errors["called"][0]


def test_a_line_break_has_no_place_in_a_box_of_one_line():
    assert "hidden character" in EverythingForm(good(called="Wr\nen")).errors["called"][0]


def test_own_words_are_kept_to_the_letter():
    typed = "  First line,\r\n\r\n\tthen a second.  "
    form = EverythingForm(good(words_needed=typed))
    assert form.is_valid()
    assert form.cleaned_data["words_needed"] == typed


def test_spaces_alone_do_not_fill_in_a_box():
    assert EverythingForm(good(words_needed=" \r\n ")).errors["words_needed"] == [
        "Please fill in “What did you notice?”."
    ]


def test_a_text_that_is_too_long_is_kept_and_told_how_long_it_is():
    form = EverythingForm(good(own_words="a\r\n" * 150))
    assert form.errors["own_words"] == [
        "Please make this shorter. It has 300 letters and spaces; the most we can keep is 200. "
        "Everything you typed is still here."
    ]
    assert drawn(form).count("a\r\n") == 150
    assert EverythingForm(good(own_words="a\r\n" * 100)).is_valid(), (
        "a line break counts once, as the browser counts it"
    )


def test_a_box_without_a_limit_has_one_all_the_same():
    assert "the most we can keep is 60,000" in EverythingForm(good(words_needed="a" * 60_001)).errors["words_needed"][0]


def test_no_box_cuts_off_or_hides_what_is_typed():
    html = drawn(EverythingForm(good()))
    assert "maxlength=" not in html.replace("data-maxlength=", "")
    assert "placeholder=" not in html


def test_stock_sentences_are_replaced_and_own_ones_stay():
    class Mixed(LeapForm):
        stock = forms.CharField(label="Your name")
        own = forms.CharField(error_messages={"required": "We need this to pay you."})
        address = forms.EmailField(label="Your email")
        short = forms.CharField(min_length=3)

    form = Mixed({"address": "nowhere", "short": "a"})
    assert form.errors["stock"] == ["Please fill in “Your name”."]
    assert form.errors["own"] == ["We need this to pay you."]
    assert form.errors["address"] == ["Please write an email address with an @ in it, like name@example.org."]
    assert form.errors["short"] == ["Please write at least 3 letters."]


def test_every_other_kind_of_answer_is_refused_kindly():
    form = EverythingForm(good(coming="perhaps", seats="a few", agree="", needs=["moon"]))
    assert form.errors["coming"] == ["Please choose one of the answers shown."]
    assert form.errors["seats"] == ["Please write “How many chairs are there?” as a whole number, like 12."]
    assert form.errors["agree"] == ["Please tick “I have read this” to go on."]
    assert form.errors["needs"] == ["Please choose one of the answers shown."]


def test_choices_keep_what_was_chosen_and_the_first_has_the_fields_own_id():
    html = drawn(EverythingForm(good(called="", coming="no", needs=["loop", "break"])))
    elements = Elements(html)
    chosen = {
        attrs["value"] for tag, attrs in elements.all if tag == "input" and "checked" in attrs and "value" in attrs
    }
    assert chosen >= {"no", "loop", "break"}
    assert elements.by_id("id_coming")["value"] == "yes"


def test_a_choice_may_have_a_hint():
    form = EverythingForm()
    form.fields["coming"].choice_hints = {"unsure": "You can tell us later."}
    html = drawn(form)
    assert Elements(html).by_id("id_coming-3")["aria-describedby"] == "id_coming-3-item-hint"
    assert "You can tell us later." in html


def test_a_password_is_never_sent_back_and_can_be_shown():
    html = drawn(EverythingForm(good(called="", secret="something long")))
    assert "something long" not in html
    assert 'aria-controls="id_secret"' in html


def test_boxes_for_addresses_and_numbers_can_be_filled_in_by_the_browser():
    elements = Elements(drawn(EverythingForm()))
    assert elements.by_id("id_email")["autocomplete"] == "email"
    assert elements.by_id("id_phone")["autocomplete"] == "tel"


def test_an_optional_box_says_so():
    html = drawn(EverythingForm())
    assert html.count("(you can leave this empty)") == 4


def test_layout_pieces_are_drawn():
    form = EverythingForm()
    form.helper.form_tag = True
    form.helper.layout = Layout(
        Fieldset("The day", "day", Div(Field("starts"), css_class="leap-narrow")),
        ButtonHolder(Submit("send", "Send it")),
    )
    html = drawn(form)
    assert "<legend" in html
    assert "The day" in html
    assert '<div class="leap-narrow">' in html
    assert '<button type="submit" name="send" value="Send it"' in html
    assert "novalidate" in html


def test_a_form_that_is_not_ours_can_speak_plainly_too():
    class Theirs(forms.Form):
        email = forms.EmailField(label="Email")

    class Plain(PlainWords, Theirs):
        pass

    assert Plain({}).errors["email"] == ["Please fill in “Email”."]
    html = Template("{% load crispy_forms_tags %}{{ form|crispy }}{{ form.email|as_crispy_field }}").render(
        Context({"form": Theirs({})})
    )
    assert html.count('id="id_email-error"') == 2


def test_everything_typed_is_escaped():
    html = drawn(EverythingForm(good(called="<b>Wren</b>" * 9, words_needed="</textarea><script>")))
    assert "<b>" not in html
    assert "<script>" not in html
