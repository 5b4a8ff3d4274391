"""Who can do what: seen levels, papers that run out, lessons, and a job nobody may do."""

from datetime import date
from typing import Any

import pytest
from django.http import Http404
from django.test import Client

from rantai.members.actions import (
    EndsBeforeItBegins,
    NobodyCame,
    NobodyCan,
    NoSuchLevel,
    NotSeenYet,
    NotWorkingThen,
    WorksElsewhere,
    employ,
    hold_training,
    let_go,
    record_certificate,
    record_level,
    require_skill,
)
from rantai.members.matrix import crew_block
from rantai.members.models import Duty, Person, Skill, SkillLevel, SkillRule, SkillsHeld
from rantai.members.queries import count_held, crew_on, lacking, matrix_on
from rantai.members.rules import Held
from rantai.portal.queries.tallies import differences
from tests.cast import Cast

DAY = date(2019, 4, 1)
NIK = "3310010101800001"


@pytest.fixture
def melting(cast: Cast) -> Skill:
    return Skill.objects.create(
        cooperative=cast.cooperative,
        code="lebur",
        name="Melebur",
        name_en="Melting",
        needs_certificate=True,
    )


def worker(cast: Cast) -> Person:
    return Person.objects.get(account=cast.operator)


def seen(cast: Cast, skill: Skill, level: int, on: date = DAY) -> SkillLevel:
    return record_level(
        person=worker(cast), skill=skill, level=level, seen_on=on, by=cast.mentor, at=cast.at
    )


def paper(cast: Cast, skill: Skill, until: date, since: date = date(2018, 1, 1)) -> None:
    record_certificate(
        person=worker(cast),
        skill=skill,
        number="KL-1",
        valid_from=since,
        valid_until=until,
        by=cast.mentor,
        at=cast.at,
    )


def rule(cast: Cast, skill: Skill, refuses: bool = True) -> SkillRule:
    return SkillRule.objects.create(
        cooperative=cast.cooperative,
        job=Duty.OPEN_HEAT,
        skill=skill,
        refuses=refuses,
        valid_from=date(2019, 1, 1),
    )


def test_a_job_is_refused_until_someone_here_holds_skill_and_paper(
    cast: Cast, melting: Skill
) -> None:
    rule(cast, melting)
    with pytest.raises(NobodyCan, match=r"Melebur.*2"):
        require_skill(cast.workshop_a, Duty.OPEN_HEAT, DAY)
    seen(cast, melting, 3)
    with pytest.raises(NobodyCan):  # without a certificate
        require_skill(cast.workshop_a, Duty.OPEN_HEAT, DAY)
    paper(cast, melting, date(2019, 4, 10))
    assert require_skill(cast.workshop_a, Duty.OPEN_HEAT, DAY) == []
    with pytest.raises(NobodyCan):  # it has run out
        require_skill(cast.workshop_a, Duty.OPEN_HEAT, date(2019, 4, 11))
    assert require_skill(cast.workshop_a, Duty.OPEN_HEAT, date(2018, 12, 31)) == []  # no rule yet
    with pytest.raises(NobodyCan):
        require_skill(cast.workshop_b, Duty.OPEN_HEAT, DAY)


def test_who_left_no_longer_counts(cast: Cast, melting: Skill) -> None:
    rule(cast, melting, refuses=False)
    seen(cast, melting, 4)
    paper(cast, melting, date(2020, 1, 1))
    assert lacking(cast.workshop_a, Duty.OPEN_HEAT, DAY) == []
    let_go(person=worker(cast), left_on=DAY, by=cast.planner, at=cast.at)
    assert require_skill(cast.workshop_a, Duty.OPEN_HEAT, DAY) == ["lebur"]  # marked, not refused


def test_the_level_last_seen_counts_and_one_holder_is_a_risk(cast: Cast, melting: Skill) -> None:
    paper(cast, melting, date(2020, 1, 1))
    seen(cast, melting, 1, date(2018, 5, 1))
    seen(cast, melting, 3, date(2019, 3, 1))
    seen(cast, melting, 2, date(2018, 9, 1))  # told late, of an earlier day
    crew = crew_on(cast.workshop_a, DAY)
    assert crew.held[worker(cast).pk][melting.pk] == Held(3)
    assert crew.at_risk([melting]) == [(melting, 1)]
    before = crew_on(cast.workshop_a, date(2018, 6, 1))
    assert before.at_risk([melting]) == [(melting, 0)]


def test_the_matrix_of_everyone_says_what_the_facts_say(cast: Cast, melting: Skill) -> None:
    person = worker(cast)
    seen(cast, melting, 3, date(2019, 3, 1))
    seen(cast, melting, 2, date(2018, 9, 1))  # told late, of an earlier day
    paper(cast, melting, date(2019, 4, 10))
    kept = SkillsHeld.objects.get(person=person)
    assert kept.levels == f"{melting.pk}:3"
    assert [(row.levels, row.papers) for row in count_held(cast.cooperative.pk)] == [
        (kept.levels, kept.papers)
    ]
    assert list(differences(cast.cooperative.pk)) == []

    (crew,) = [
        lines for shop, lines in matrix_on(cast.mentor, cast.cooperative, DAY)
        if shop == cast.workshop_a
    ]  # fmt: skip
    rows, is_at_risk = crew_block(crew, [melting], date(2019, 4, 10))
    assert '<td class="skill-3">3</td>' in rows
    assert is_at_risk, "One person holds it."
    rows, _is_at_risk = crew_block(crew, [melting], date(2019, 4, 11))
    assert 'skill-lacks" title=' in rows, "The paper has run out, and so have the kept rows."

    SkillsHeld.objects.filter(cooperative=cast.cooperative).delete()
    assert [each.name for each in differences(cast.cooperative.pk)] == ["levels", "papers"]


def test_a_worker_in_two_workshops_is_refused(cast: Cast) -> None:
    said: dict[str, Any] = {
        "name": "Slamet",
        "identity": NIK,
        "job": "pencetak",
        "by": cast.planner,
        "at": cast.at,
    }
    first = employ(workshop=cast.workshop_a, joined_on=date(2018, 1, 1), **said)
    with pytest.raises(WorksElsewhere, match="B-017"):
        employ(workshop=cast.workshop_b, joined_on=DAY, **said)
    let_go(person=first, left_on=DAY, by=cast.planner, at=cast.at)
    employ(workshop=cast.workshop_b, joined_on=DAY, **said)
    with pytest.raises(NotWorkingThen):
        let_go(person=Person.objects.get(pk=first.pk), left_on=DAY, by=cast.planner, at=cast.at)


def test_a_lesson_is_attendance_and_level_at_once(cast: Cast, melting: Skill) -> None:
    said: dict[str, Any] = {
        "skill": melting,
        "title": "Suhu tuang",
        "held_on": DAY,
        "trainer": "Politeknik",
        "level": 2,
        "at": cast.at,
    }
    with pytest.raises(NobodyCame):
        hold_training(**said, attended=[], by=cast.mentor)
    with pytest.raises(Http404):
        hold_training(**said, attended=[worker(cast)], by=cast.owner)
    lesson = hold_training(**said, attended=[worker(cast)], by=cast.mentor)
    assert [row.person_id for row in lesson.attendances.all()] == [worker(cast).pk]


def test_what_cannot_be_is_refused(cast: Cast, melting: Skill) -> None:
    with pytest.raises(NoSuchLevel):
        seen(cast, melting, 5)
    with pytest.raises(NotSeenYet):
        seen(cast, melting, 2, date(2019, 4, 13))
    with pytest.raises(NotWorkingThen):
        seen(cast, melting, 2, date(2015, 1, 1))
    with pytest.raises(EndsBeforeItBegins):
        paper(cast, melting, date(2017, 1, 1))


def test_pages_show_the_own_crew_and_nobody_elses(
    client: Client, cast: Cast, melting: Skill
) -> None:
    person = worker(cast)
    client.force_login(cast.owner)
    client.post(
        f"/anggota/orang/{person.pk}/tingkat/",
        {"skill": melting.pk, "level": "3", "seen_on": "2019-04-01"},
    )
    page = client.get("/anggota/B-017/orang/").content.decode()
    assert 'skill-lacks" title="sertifikat tidak ada' in page
    assert client.get("/anggota/keterampilan/").status_code == 404
    client.force_login(cast.owner_b)
    assert client.get("/anggota/B-017/orang/").status_code == 404
    assert client.get(f"/anggota/orang/{person.pk}/tingkat/").status_code == 404
    client.force_login(cast.mentor)
    board = client.get("/anggota/keterampilan/").content.decode()
    assert person.name in board
    refused = client.post(
        "/anggota/B-017/orang/baru/",
        {"name": "Parjo", "identity": "12", "job": "pencetak", "joined_on": "2019-01-01"},
    )
    assert refused.status_code == 404  # the workshop's and the planner's to do
