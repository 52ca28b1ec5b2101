"""Reads about inquiries. The viewer comes first; what they may not see is not in the answer."""

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet

from accounts.people.models import Person, Programme, Role
from accounts.people.queries import belonging, fellow_people, panels_for, roles_held, showing_a_panel
from accounts_reflective.inquiries.models import Inquiry, Stage, Topic, TopicChosen


def inquiries_for(viewer: Person) -> QuerySet[Inquiry]:
    """The inquiries of programmes where the viewer holds a role on a panel today, or is the PPI lead.

    Looking after the money of a programme shows none of them.
    """
    held = (
        role
        for role in roles_held(viewer)
        if role.kind == Role.Kind.PPI_LEAD or (role.panel_id and role.kind not in Role.BESIDE)
    )
    programmes = sorted({role.programme_id for role in held})
    return Inquiry.objects.filter(programme__in=programmes).select_related("programme")


def inquiries_led_by(viewer: Person) -> QuerySet[Inquiry]:
    """The inquiries of the programmes that the viewer leads today."""
    return inquiries_for(viewer).filter(programme__in=_led(viewer))


def programmes_led_by(viewer: Person) -> list[Programme]:
    """The programmes in which the viewer can start an inquiry, by name."""
    return list(Programme.objects.filter(pk__in=_led(viewer)).order_by("name", "pk"))


def _led(viewer: Person) -> list[UUID]:
    return sorted({held.programme_id for held in roles_held(viewer) if held.kind == Role.Kind.PPI_LEAD})


def people_of(inquiry: Inquiry) -> QuerySet[Person]:
    """For the rooms that count who does something in an inquiry: everybody who can see it today, as `inquiries_for`
    has it. Whoever left, or is switched off, is not in it.
    """
    held = Role.objects.filter(showing_a_panel(), programme=inquiry.programme_id)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True)


def open_inquiries_for(viewer: Person) -> QuerySet[Inquiry]:
    """Those of the viewer's inquiries in which people can start to write."""
    return inquiries_for(viewer).filter(closed_on__isnull=True)


def people_to_write_with(viewer: Person, inquiry_id: UUID) -> QuerySet[Person]:
    """The people who share a panel of the inquiry's programme with the viewer today, the viewer left out."""
    panels = panels_for(viewer).filter(programme__inquiries=inquiry_id)
    on_these = Role.objects.filter(belonging(), panel__in=panels)
    return fellow_people(viewer).filter(pk__in=on_these.values("person"))


def stages_by_phase(viewer: Person, inquiry_id: UUID) -> list[tuple[str, list[Stage]]]:
    """The stages of an inquiry the viewer can see, in order: (phase, its stages).

    A phase that comes back is said again.
    """
    stages = Stage.objects.filter(inquiry__in=inquiries_for(viewer).filter(pk=inquiry_id)).order_by("number")
    return [(phase, list(group)) for phase, group in groupby(stages, key=lambda stage: stage.phase)]


def stages_of(viewer: Person, inquiry: Inquiry) -> QuerySet[Stage]:
    """The stages of an inquiry that the viewer leads, in order."""
    return Stage.objects.filter(inquiry__in=inquiries_led_by(viewer).filter(pk=inquiry.pk)).order_by("number")


def prompts_of(inquiry: Inquiry) -> list[str]:
    """The questions that may help whoever writes in this inquiry."""
    return [line.strip() for line in inquiry.prompts.splitlines() if line.strip()]


# Topics


@dataclass(frozen=True)
class TopicShown:
    """A topic as one viewer sees it: their own proposal or not, their own choice or none. `company`: the names of who
    would like to write about it with somebody, for a viewer who would like to as well.
    """

    topic: Topic
    is_own: bool
    is_chosen: bool
    seeks_company: bool
    company: tuple[str, ...]


def topics_for(viewer: Person, inquiry: Inquiry) -> list[TopicShown]:
    """What people could write about here, the oldest first, for a viewer who can see the inquiry."""
    topics = list(_topics(viewer).filter(inquiry=inquiry).order_by("proposed_at", "pk"))
    chosen = _own_choices(viewer, inquiry)
    company = _company(viewer, inquiry)
    return [
        TopicShown(
            topic,
            topic.proposed_by_id == viewer.pk,
            topic.pk in chosen,
            chosen.get(topic.pk, False),
            tuple(company.get(topic.pk, ())) if chosen.get(topic.pk) else (),
        )
        for topic in topics
    ]


def topic_for(viewer: Person, topic_id: UUID) -> Topic | None:
    """One topic of an inquiry that the viewer can see; None when there is none, or when it was taken back."""
    return _topics(viewer).select_related("inquiry").filter(pk=topic_id).first()


def _topics(viewer: Person) -> QuerySet[Topic]:
    open_ones = Topic.objects.unscoped("topics of the viewer's inquiries").filter(ended_at__isnull=True)
    return open_ones.filter(inquiry__in=inquiries_for(viewer))


def _own_choices(viewer: Person, inquiry: Inquiry) -> dict[UUID, bool]:
    own = TopicChosen.objects.unscoped("the viewer's own choices").filter(person=viewer, topic__inquiry=inquiry)
    return dict(own.values_list("topic", "seeks_company"))


def _company(viewer: Person, inquiry: Inquiry) -> dict[UUID, list[str]]:
    """Who seeks company, by topic: of those the viewer could ask to write with them."""
    seek = TopicChosen.objects.unscoped("narrowed to who seeks company and shares a panel with the viewer").filter(
        seeks_company=True, topic__inquiry=inquiry, person__in=people_to_write_with(viewer, inquiry.pk).values("pk")
    )
    found: dict[UUID, list[str]] = {}
    for topic, name in seek.order_by("topic", "person__shown_name", "person").values_list(
        "topic", "person__shown_name"
    ):
        found.setdefault(topic, []).append(name)
    return found
