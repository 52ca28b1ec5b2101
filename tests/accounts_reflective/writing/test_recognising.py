"""Before an author chooses how they are shown, they see what would be printed and what could point to them."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts_reflective.coding.actions import themes
from accounts_reflective.publication import actions as publication
from accounts_reflective.publication.models import Output
from accounts_reflective.writing.actions import uses
from accounts_reflective.writing.labels import ROLES, Shown
from accounts_reflective.writing.models import ByLine, Use, UseAnswer
from accounts_reflective.writing.planning.recognising import (
    BY_NAME,
    SEVERAL,
    TOGETHER,
    by_name_elsewhere,
    few_share,
    left_over,
    left_over_beside,
    names_in,
    names_in_words,
    pair,
    previews,
    says_several,
)
from accounts_reflective.writing.queries import uses_in_play, who_could_be_recognised
from leap.core import clock
from leap.core.errors import NotNow
from tests import factories
from tests.accounts_reflective.coding.factories import ask
from tests.accounts_reflective.publication.factories import freeze
from tests.accounts_reflective.writing.factories import account, joined

MINE = Shown("", "", "keeper of keys", "Wren")


def said(authors=(MINE,), sharing=1) -> dict[str, tuple[str, str]]:
    found = previews(ByLine.choices, authors, "?", ROLES, sharing)
    return {each.choice: (each.printed, each.to_know) for each in found}


def test_every_way_but_ones_own_words_is_shown_as_it_would_be_printed():
    found = said()
    assert [printed for printed, _ in found.values()] == [
        "Account ?, keeper of keys",
        "Account ?",
        "Wren",
        "Nothing stands beside it.",
    ]
    assert found[ByLine.NAME.label][1] == BY_NAME


@pytest.mark.parametrize(
    ("sharing", "words"),
    [
        (1, "Nobody else"),
        (4, "4 people on your panels are called “keeper of keys”, so"),
        (5, "called “keeper of keys”."),
    ],
)
def test_a_role_that_few_have_is_said_to_point_to_somebody(sharing, words):
    assert words in said(sharing=sharing)[ByLine.LETTER_AND_ROLE.label][1]


@pytest.mark.parametrize("words", ["carer, poet", "LEAP member / researcher", "nurse and carer", "carer & poet"])
def test_several_things_at_once_are_said_to_point_to_fewer(words):
    assert says_several(words)
    mine = MINE._replace(role=words)
    assert said((mine,), sharing=9)[ByLine.LETTER_AND_ROLE.label][1].endswith(SEVERAL)
    assert not says_several("a sandwich maker")
    assert not says_several("co-ordinator /")


def test_which_ways_of_being_shown_few_share():
    """Nobody can count who else has a name, or words of one's own. A letter alone, or nothing, points to nobody."""
    always = {"own_words", "name"}
    assert few_share("poet", 4) == always | {"letter_and_role"}
    assert few_share("poet", 5) == few_share(" ", 1) == always


def test_a_list_of_authors_that_leaves_one_over_is_said():
    """All the others with the role stand in the list, so what has their role is by whoever does not."""
    lists = [("Our first year", ("Dr Fin Moss", "Ross (poet)", "A. Other")), ("A leaflet", ("Fin Moss",))]
    (sentence,) = left_over("poet", ["Fin Moss", "Ross"], lists)
    assert "Everybody else on your panels who is called “poet” is named as an author of “Our first year”." in sentence
    assert left_over("poet", ["Fin Moss", "Ross", "Wren"], lists) == [], "two are left"
    assert left_over("poet", [], lists) == left_over("", ["Ross"], lists) == []


@pytest.mark.parametrize(
    ("roles", "sharing", "words"),
    [
        (["poet", "lead"], {"poet": 9, "lead": 1}, ["Few people on your panels are called “lead”"]),
        (["lead", "poet"], {"poet": 9, "lead": 1}, []),
        (["poet", "lead"], {"poet": 2, "lead": 2}, ["only 4 groups of people, yours among them,", "“lead”"]),
        (["poet", "Poet "], {"poet": 2}, ["only you could be “a poet and a Poet”", "“Poet ”"]),
        (["poet"] * 5, {"poet": 5}, ["only you could be “five people, each a poet”"]),
        (["poet"] * 2, {"poet": 5}, []),
        (["poet", ""], {"poet": 1, "": 1}, []),
        (["poet"], {"poet": 1}, []),
    ],
)
def test_roles_side_by_side_may_point_to_those_who_have_them(roles, sharing, words):
    """Somebody with a role that many share stands beside somebody with a rare one: who knows the pair knows both."""
    found = pair(roles, sharing)
    assert len(found) == len(words)
    for sentence, part in zip(found, words, strict=True):
        assert part in sentence
    assert ("letter_and_role" in few_share(roles[0], 9, as_a_pair=bool(found))) == bool(found)


def test_a_list_of_authors_that_leaves_a_co_author_over_is_said():
    lists = [("Our first year", ("Dr Fin Moss", "A. Other")), ("A leaflet", ("Ross",))]
    (sentence,) = left_over_beside("poet", ["Fin Moss"], lists)
    assert "“Our first year”" in sentence
    assert "who you write with" in sentence
    assert left_over_beside("poet", [], lists) == left_over_beside("", ["Ross"], lists) == []


def test_names_that_stand_together_in_print_are_said():
    labels = [("The paper", "Finch and Wren"), ("The paper", "Finch and Wren"), ("A leaflet", "Account K, two poets")]
    (sentence,) = by_name_elsewhere(["Wren", "Finch"], labels)
    assert "In “The paper” you stand together by your names." in sentence
    assert by_name_elsewhere(["Wren", "Ross"], labels) == by_name_elsewhere(["Wren"], [("A", "Wren")]) == []


def test_names_in_the_words_are_found_whole_and_once():
    text = "Wren and wren met Dr Moss at Heather. Mossy stones."
    assert names_in(text, ["Wren", "Moss", "Heather", "Fin", "", "Ross"]) == ["Heather", "Moss", "Wren"]
    assert names_in_words([]) == ""
    assert "These names stand in the words: Heather and Moss." in names_in_words(["Heather", "Moss"])


def in_play(made, viewer):
    return next(each for each in uses_in_play(viewer, made) if each.asked.use == Use.PUBLISH)


def test_people_with_the_same_role_are_counted_among_those_one_can_see_anyway(world):
    made = account(world.inquiry, world.author, role_shown="Keeper of keys", body="Heather and I.")
    ask(made, world.author)
    before = who_could_be_recognised(world.author, in_play(made, world.author).asked)
    hidden = account(world.inquiry, world.friend, role_shown="keeper of keys")
    assert who_could_be_recognised(world.author, in_play(made, world.author).asked) == before, (
        "another's private writing"
    )
    assert "Nobody else" in before.previews[0].to_know
    assert before.together == ""
    role = world.friend.roles.get(panel=world.panel)
    role.wording = "keeper of keys"
    role.save()
    after = who_could_be_recognised(world.author, in_play(made, world.author).asked)
    assert after.previews[0].to_know.startswith("2 people")
    assert hidden.pk != made.pk


def test_who_writes_together_is_told_so(world):
    made = account(world.inquiry, world.author, role_shown="poet")
    joined(made, world.friend, by=world.author, role_shown="poet")
    ask(made, world.author)
    found = who_could_be_recognised(world.friend, in_play(made, world.friend).asked)
    assert found.together == TOGETHER
    assert [each.printed for each in found.previews][:2] == ["Account ?, two people, each a poet", "Account ?"]
    assert found.previews[0].to_know.startswith("2 people")


def test_the_page_says_it_for_what_others_read_and_not_for_numbers(client, world):
    made = account(world.inquiry, world.author, body=f"{world.friend.shown_name} made tea.")
    version = ask(made, world.author)
    quote = uses.ask_about_quote(version=version, excerpt="made tea.", output="A poster", by=world.author)
    client.force_login(world.author)

    def page(asked) -> str:
        return client.get(reverse("writing:use-detail", args=[made.pk, asked.pk])).content.decode()

    assert f"This name stands in the words: {world.friend.shown_name}." in page(in_play(made, world.author).asked)
    assert "What would stand beside them" in page(quote)
    assert "in the words:" not in page(quote), "only the words quoted"
    counted = next(each for each in uses_in_play(world.author, made) if each.asked.use == Use.COUNT)
    assert "What would stand beside them" not in page(counted.asked)


def test_it_asks_as_often_on_a_small_panel_as_on_a_large_one(world):
    made = account(world.inquiry, world.author)
    ask(made, world.author)

    def questions() -> int:
        each = in_play(made, world.author)
        with CaptureQueriesContext(connection) as asked:
            who_could_be_recognised(world.author, each.asked)
        return len(asked)

    few = questions()
    for number in range(5):
        factories.member(world.panel, f"Newcomer{number}")
    assert questions() == few


def frozen_list(world, *names):
    """Something frozen of this inquiry, with these people as its authors, by their own names."""
    made = publication.start_output(inquiry=world.inquiry, name="Our first year", by=world.lead)
    theme = themes.create_theme(inquiry=world.inquiry, name="Tea", by=world.lead)
    made = publication.choose_parts(output=made, parts={"with_scheme": True}, revision=0, by=world.lead)
    for person in names:
        publication.name_me(output=made, words=person.shown_name, by=person)
    return made, theme


def test_an_author_is_told_when_the_others_with_their_role_are_named_in_print_and_not_before(client, world):
    made = account(world.inquiry, world.author, role_shown="poet")
    account(world.inquiry, world.friend, role_shown="poet")
    role = world.friend.roles.get(panel=world.panel)
    role.wording = "poet"
    role.save()
    ask(made, world.author)
    publish = in_play(made, world.author).asked
    unnamed = who_could_be_recognised(world.author, publish)
    output, _ = frozen_list(world, world.friend)
    assert who_could_be_recognised(world.author, publish) == unnamed, (
        "who wants to be named is theirs until it is frozen"
    )
    freeze(output, world.lead)
    (sentence,) = who_could_be_recognised(world.author, publish).left_over
    assert "“Our first year”" in sentence
    assert world.friend.shown_name not in sentence
    client.force_login(world.author)
    shown = client.get(reverse("writing:use-detail", args=[made.pk, publish.pk])).content.decode()
    assert "Whoever reads that list may work out that this is you" in shown
    publication.name_me(output=Output.objects.get(pk=output.pk), words="", by=world.friend)
    assert who_could_be_recognised(world.author, publish) == unnamed, "a name that was taken out is no name"


@pytest.mark.parametrize("by_line", ["letter_and_role", "own_words", "name"])
def test_a_label_that_few_share_needs_a_second_yes(client, world, by_line):
    made = account(world.inquiry, world.author, role_shown="keeper of keys")
    ask(made, world.author)
    publish = in_play(made, world.author).asked
    typed = {"said": "yes", "by_line": by_line, "by_line_words": "a sailor"}
    with pytest.raises(NotNow, match="Few people would be shown like that"):
        uses.answer_use(asked=publish, by=world.author, **typed)
    client.force_login(world.author)
    where = reverse("writing:use-detail", args=[made.pk, publish.pk])
    answer = client.post(where, typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Few people would be shown like that, so somebody may guess that it is you." in page
    assert f'value="{by_line}"' in page
    assert "a sailor" in page, "nothing typed is lost"
    assert not UseAnswer.objects.unscoped("a test").exists()
    assert client.post(where, {**typed, "few_ok": "on"}).status_code == 302
    assert UseAnswer.objects.unscoped("a test").get().knows_few


@pytest.mark.parametrize(("by_line", "others"), [("letter", 0), ("nothing", 0), ("letter_and_role", 4)])
def test_a_label_that_says_little_needs_no_second_yes_and_keeps_none(client, world, by_line, others):
    made = account(world.inquiry, world.author, role_shown="keeper of keys")
    for number in range(others):
        role = factories.member(world.panel, f"Newcomer{number}").roles.get(panel=world.panel)
        role.wording = "Keeper of keys"
        role.save()
    ask(made, world.author)
    publish = in_play(made, world.author).asked
    given = uses.answer_use(asked=publish, said="yes", by_line=by_line, by=world.author)
    assert not given.knows_few
    again = uses.answer_use(asked=publish, said="yes", by_line=by_line, by=world.author, few_ok=True)
    assert (again, again.knows_few) == (given, False), "the same answer"


def test_a_yes_from_before_gets_its_second_one_without_asking_anybody_anew(world):
    made = account(world.inquiry, world.author, role_shown="keeper of keys")
    ask(made, world.author)
    publish = in_play(made, world.author).asked
    how = {"asked": publish, "said": "yes", "by_line": "letter_and_role", "by": world.author, "few_ok": True}
    given = uses.answer_use(**how)
    UseAnswer.objects.unscoped("a test").update(knows_few=False)
    assert uses.answer_use(**how) == given
    assert UseAnswer.objects.unscoped("a test").get().knows_few
    with pytest.raises(IntegrityError, match="only_a_label_that_says_something"):
        UseAnswer.objects.unscoped("a test").update(by_line="letter")


def called(world, person, wording: str) -> None:
    role = person.roles.get(panel=world.panel)
    role.wording = wording
    role.save()


def test_beside_a_rare_role_a_common_one_needs_a_second_yes_too(client, world):
    """Five are called poet, so one yes will do alone. Beside the only keeper of keys, knowing one is knowing both."""
    made = account(world.inquiry, world.author, role_shown="poet")
    for number in range(4):
        called(world, factories.member(world.panel, f"Newcomer{number}"), "Poet")
    ask(made, world.author)
    alone = in_play(made, world.author).asked
    assert who_could_be_recognised(world.author, alone).pair == []
    uses.answer_use(asked=alone, said="yes", by_line="letter_and_role", by=world.author)
    joined(made, world.friend, by=world.author, role_shown="keeper of keys")
    ask(made, world.author)
    publish = in_play(made, world.author).asked
    (sentence,) = who_could_be_recognised(world.author, publish).pair
    assert "“keeper of keys”" in sentence
    typed = {"said": "yes", "by_line": "letter_and_role"}
    with pytest.raises(NotNow, match="Few people would be shown like that"):
        uses.answer_use(asked=publish, by=world.author, **typed)
    client.force_login(world.author)
    where = reverse("writing:use-detail", args=[made.pk, publish.pk])
    answer = client.post(where, typed)
    assert answer.status_code == 422
    assert "Few people on your panels are called “keeper of keys”." in answer.content.decode()
    assert client.post(where, {**typed, "few_ok": "on"}).status_code == 302
    given = UseAnswer.objects.unscoped("a test").filter(asked=publish, ended_at=None).get()
    assert given.knows_few


def printed_by_name(world):
    """Words of the author and the friend in print, under both their names."""
    made = account(world.inquiry, world.author, role_shown="poet")
    joined(made, world.friend, by=world.author, role_shown="poet")
    version = ask(made, world.author)
    output = publication.start_output(inquiry=world.inquiry, name="Our first year", by=world.lead)
    output = publication.choose_parts(output=output, parts={"with_quotes": True}, revision=0, by=world.lead)
    excerpt = version.body.split(".")[0]
    quote = uses.ask_about_quote(version=version, excerpt=excerpt, output=output.name, by=world.author)
    for person in (world.author, world.friend):
        uses.answer_use(asked=quote, said="yes", by_line="name", by=person, few_ok=True)
    return output, quote


def test_who_stands_together_by_name_in_print_is_told_so_until_it_is_taken_back(world, time_machine):
    output, quote = printed_by_name(world)
    made = account(world.inquiry, world.friend, title="Another", role_shown="poet")
    joined(made, world.author, by=world.friend, role_shown="poet")
    ask(made, world.friend)
    publish = in_play(made, world.author).asked
    before = who_could_be_recognised(world.author, publish)
    assert not [each for each in before.left_over if "by your names" in each]
    time_machine.move_to(clock.now() + uses.COOLING_OFF)
    freeze(output, world.lead)
    (sentence,) = [each for each in who_could_be_recognised(world.author, publish).left_over if "by your names" in each]
    assert "In “Our first year”" in sentence
    uses.take_back_one(asked=quote, by=world.friend)
    assert who_could_be_recognised(world.author, publish) == before


def test_it_asks_as_often_when_something_is_in_print(world, time_machine):
    output, _ = printed_by_name(world)
    made = account(world.inquiry, world.author, title="Another")
    ask(made, world.author)
    publish = in_play(made, world.author).asked

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            who_could_be_recognised(world.author, publish)
        return len(asked)

    before = questions()
    time_machine.move_to(clock.now() + uses.COOLING_OFF)
    freeze(output, world.lead)
    assert questions() == before
