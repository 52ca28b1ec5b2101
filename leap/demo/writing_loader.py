"""The demo's inquiry: twelve stages, fifteen reflective accounts and the themes that run through them."""

from datetime import timedelta

from accounts.people.models import Person, Programme
from accounts_reflective.coding.actions import analysts, marks, themes
from accounts_reflective.coding.models import Excerpt, Theme
from accounts_reflective.coding.planning import frameworks
from accounts_reflective.coding.planning.marks import Said
from accounts_reflective.inquiries.actions import propose_topic
from accounts_reflective.inquiries.models import Inquiry, Stage
from accounts_reflective.inquiries.planning.starting_set import PARTNERS2
from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import authors, drafts, uses, versions
from accounts_reflective.writing.models import ReflectiveAccount, Use
from leap.core import clock
from leap.demo import files


def open_inquiry(programme: Programme, lead: Person) -> Inquiry:
    """The question, its stages and its themes."""
    facts = files.read("writing")
    inquiry = Inquiry.objects.create(programme=programme, opened_on=clock.today(), **facts["inquiry"])
    for number, step in enumerate(PARTNERS2, start=1):
        starts_on = clock.today() + timedelta(weeks=8 * (number - 1))
        days = {"starts_on": starts_on, "ends_on": starts_on + timedelta(weeks=8)}
        Stage.objects.create(inquiry=inquiry, number=number, **vars(step), **days)
    _find_themes(inquiry, lead)
    return inquiry


def _find_themes(inquiry: Inquiry, lead: Person) -> None:
    """A meeting found five messages; four themes were made of them. The words of the fifth are printed nowhere."""
    facts = files.read("partners2_shape")["themes"]
    found = [themes.create_theme(inquiry=inquiry, name=each["name"], by=lead) for each in facts]
    fifth = themes.create_theme(inquiry=inquiry, name="A fifth message, its words are not known", by=lead)
    themes.merge_theme(theme=fifth, into=found[-1], why="Five messages became four themes.", by=lead)
    for theme, each in zip(found, facts, strict=True):
        for sub in each["subthemes"]:
            themes.create_theme(inquiry=inquiry, name=sub["name"], under=theme, by=lead)
    analysts.choose_analyst(inquiry=inquiry, person=lead, by=lead)


def write_all(inquiry: Inquiry, people: dict[str, Person], lead: Person) -> None:
    """Each account is written, joined, agreed and given its letter; then its words are placed under the sub-themes."""
    facts = files.read("writing")
    for key, words in facts["topics"]:
        propose_topic(inquiry=inquiry, words=words, by=people[key])
    accounts = {}
    for number, each in enumerate(facts["accounts"]):
        with clock.held_at(clock.now() - timedelta(days=90 - number)):
            accounts[each["letter"]] = _write(inquiry, each, people)
            _mark_all(accounts[each["letter"]], each, people, facts["marks"])
    said = {(each["letter"], code): words for each in facts["accounts"] for code, words in each["excerpts"].items()}
    for theme in files.read("partners2_shape")["themes"]:
        for sub in theme["subthemes"]:
            _place(inquiry, sub, accounts, {key: list(words) for key, words in said.items()})


def _write(inquiry: Inquiry, each: dict, people: dict[str, Person]) -> ReflectiveAccount:
    (first_key, first_role), *others = each["authors"]
    first = people[first_key]
    account = drafts.start(title=each["title"], inquiry=inquiry, by=first, role_shown=first_role)
    for key, role in others:
        authors.ask(account=account, person=people[key], by=first)
        authors.join(account=account, by=people[key], role_shown=role)
    saved = drafts.save_draft(account=account, title=each["title"], body=_body(each), revision=0, by=first)
    readers = _readers(each, people)
    version = versions.propose(account=account, readers=readers, revision=saved.draft.revision, after=0, by=first)
    for key, _ in others:
        versions.agree(version=version, by=people[key])
    _let_count(account, [people[key] for key, _ in each["authors"]], saved.draft.revision)
    # Letters are given at random when something is frozen; the demo gives its accounts those of the paper.
    ReflectiveAccount.objects.unscoped("the demo's letters").filter(pk=account.pk).update(
        letter=each["letter"], label_style=each["style"]
    )
    return account


def _let_count(account: ReflectiveAccount, people: list[Person], revision: int) -> None:
    """Each author lets the words be looked at for themes and be counted: fifteen accounts, as in the paper."""
    uses.ask_about_uses(account=account, revision=revision, by=people[0])
    for person in people:
        for asked in queries.uses_asked(person, account).filter(use__in=[Use.ANALYSE, Use.COUNT]):
            uses.answer_use(asked=asked, said="yes", by=person)


def _mark_all(account: ReflectiveAccount, each: dict, people: dict[str, Person], spoken: dict) -> None:
    """Each author marks their words against two frameworks; those who wrote together say the same."""
    for key, items in spoken.items():
        said = {code: Said("yes" if each["letter"] in letters else "no") for code, letters in items.items()}
        for author, _ in each["authors"]:
            version = queries.version_asked_about(people[author], account)
            marks.save_marks(
                account=account,
                version_id=version.pk if version else None,
                framework=frameworks.the_version(key),
                said=said,
                revision=0,
                done=True,
                by=people[author],
            )


def _body(each: dict) -> str:
    paragraphs = [each["opening"], *(words for spoken in each["excerpts"].values() for words in spoken)]
    return "\n\n".join([*paragraphs, each["closing"]])


def _readers(each: dict, people: dict[str, Person]) -> list[Person]:
    """Willow reads most of them and their panel neighbours some: named by the authors, as on the site."""
    writing = {key for key, _ in each["authors"]}
    named = {
        "willow": ["rowan"],
        "rowan": ["wren", "willow"],
        "teasel": ["clover", "willow"],
        "heather": ["rowan", "wren", "willow"],
    }
    first = each["authors"][0][0]
    return [people[key] for key in named.get(first, ["willow"]) if key not in writing]


def _place(inquiry: Inquiry, sub: dict, accounts: dict[str, ReflectiveAccount], said: dict) -> None:
    theme = Theme.objects.get(inquiry=inquiry, code=sub["code"])
    for order, letter in enumerate(sub["quoted"], start=1):
        words = said[(letter, sub["code"])].pop(0)
        Excerpt.objects.unscoped("the demo's excerpts").create(
            theme=theme, account=accounts[letter], order=order, words=words
        )
