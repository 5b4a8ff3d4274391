"""Programmes, who takes part, and how each pillar of each workshop stands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.mentoring.models import Assessment, Enrolment, Pillar, Programme
from rantai.mentoring.rules import Score, Standing
from rantai.records.models import Account, Role
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by


def programmes_visible_to(viewer: Account) -> QuerySet[Programme]:
    """The co-operative's own people and its mentors; a customer has no part in it."""
    if not has_role(viewer, *OFFICE, *WORKSHOP, Role.MENTOR):
        return Programme.objects.none()
    return owned_by(viewer, Programme.objects.all())


def enrolments_visible_to(viewer: Account) -> QuerySet[Enrolment]:
    """A workshop sees its own place in the programme, never a neighbour's scores."""
    return (
        owned_by(viewer, Enrolment.objects.filter(workshop__in=workshops_visible_to(viewer)))
        .select_related("programme", "workshop")
        .order_by("workshop__code", "programme__started_on")
    )


def running_enrolment(viewer: Account, workshop: Workshop) -> Enrolment:
    """The newest programme still running that this workshop takes part in."""
    enrolment = (
        enrolments_visible_to(viewer)
        .filter(workshop=workshop, programme__ended_on__isnull=True)
        .order_by("-programme__started_on")
        .first()
    )
    if enrolment is None:
        raise Http404
    return enrolment


def assessments_visible_to(viewer: Account) -> QuerySet[Assessment]:
    """Corrected scores too, marked as such: a mentor's word is never taken back unseen."""
    correction = Assessment.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), replaces=OuterRef("pk")
    )
    return (
        owned_by(viewer, Assessment.objects.filter(workshop__in=workshops_visible_to(viewer)))
        .annotate(is_replaced=Exists(correction))
        .select_related("workshop", "programme", "recorded_by")
    )


@dataclass(frozen=True, slots=True)
class Participant:
    """A workshop in a programme with its three pillars."""

    enrolment: Enrolment
    standings: dict[str, Standing]

    @property
    def workshop(self) -> Workshop:
        workshop: Workshop = self.enrolment.workshop
        return workshop

    @property
    def due_on(self) -> date:
        return min(standing.due_on for standing in self.standings.values())

    @property
    def pillars(self) -> list[tuple[str, Standing]]:
        return [(str(Pillar(value).label), standing) for value, standing in self.standings.items()]

    @property
    def axes(self) -> list[tuple[str, int, int | None]]:
        """For the radar: now, and where it began."""
        return [
            (label, standing.latest.score, standing.first.score if standing.first else None)
            for label, standing in self.pillars
            if standing.latest
        ]

    def is_overdue(self, today: date) -> bool:
        return self.due_on < today


def participants(viewer: Account, workshop: Workshop | None = None) -> list[Participant]:
    """Everyone in running programmes, or one workshop, the longest overdue first.

    Two questions to the database, however many take part.
    """
    enrolments = enrolments_visible_to(viewer).filter(programme__ended_on__isnull=True)
    if workshop is not None:
        enrolments = enrolments.filter(workshop=workshop)
    rows = list(enrolments)
    scores = _scores(viewer, {row.programme_id for row in rows}, workshop)
    people = [
        Participant(
            enrolment=row,
            standings={
                pillar: Standing(
                    scores=scores[row.programme_id, row.workshop_id, pillar], since=row.joined_on
                )
                for pillar in Pillar.values
            },
        )
        for row in rows
    ]
    return sorted(people, key=lambda person: (person.due_on, person.workshop.code))


def _scores(
    viewer: Account, programme_ids: set[int], workshop: Workshop | None
) -> defaultdict[tuple[int, int, str], list[Score]]:
    found: defaultdict[tuple[int, int, str], list[Score]] = defaultdict(list)
    scores: dict[tuple[date, int], Score] = {}  # visits fall on few days, so most scores are alike
    assessed = owned_by(viewer, Assessment.objects.current()).filter(programme__in=programme_ids)
    if workshop is not None:
        assessed = assessed.filter(workshop=workshop)
    rows = assessed.order_by("assessed_on", "received_at").values_list(
        "programme_id", "workshop_id", "pillar", "assessed_on", "score"
    )
    for programme_id, workshop_id, pillar, day, score in rows:
        if (told := scores.get((day, score))) is None:
            told = scores[day, score] = Score(day, score)
        found[programme_id, workshop_id, pillar].append(told)
    return found
