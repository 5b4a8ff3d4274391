"""Readiness: judged from live facts by a dated rule, marked by month, with the way up in words."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rantai.delivery.actions import NoSpan
from rantai.delivery.scoring import Weight
from rantai.members.models import Skill
from rantai.mentoring.actions import (
    PillarWeightsOff,
    ReadinessAgreed,
    agree_readiness,
    close_action,
    mark_everyone,
    mark_readiness,
)
from rantai.mentoring.models import Pillar, ReadinessMark, ReadinessRule, Sign
from rantai.mentoring.queries.readiness import readiness_of
from rantai.records.models import Account
from tests.cast import Cast
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.mentoring.story import agreed, assessed, programme
from tests.rantai.quality.story import passed_lot

APRIL = date(2019, 4, 1)
TODAY = date(2019, 4, 28)
ALL_ON_SCORE = {pillar: [Weight(Sign.SCORE, 100, 90, 40)] for pillar in Pillar.values}


def rule(
    cast: Cast,
    weights: dict[str, list[Weight]] | None = None,
    on: date = date(2019, 1, 1),
    by: Account | None = None,
) -> ReadinessRule:
    return agree_readiness(
        valid_from=on,
        decision="Kesepakatan",
        months=6,
        grades=(90, 75, 60),
        weights={**ALL_ON_SCORE, **(weights or {})},
        by=by or cast.mentor,
        at=cast.at,
    )


def now(cast: Cast, pillar: str) -> dict[str, tuple[float, float]]:
    """Each sign's value and points."""
    ready = readiness_of(cast.mentor, cast.workshop_a, TODAY)
    assert ready is not None
    found = next(each for each in ready.pillars if each.pillar == pillar)
    return {
        each.weight.measure: (each.value, each.points)
        for each in (found.score.scored if found.score else ())
    }


def test_quality_is_read_from_receipts_and_approvals(cast: Cast) -> None:
    programme(cast)
    rule(
        cast,
        {
            Pillar.QUALITY: [
                Weight(Sign.PPM, 60, 0, 300_000),
                Weight(Sign.APPROVALS, 40, 4, 0),
            ]
        },
    )
    passed_lot(cast, 20)
    received(cast, shipped(cast, packed(cast, 20)), rejected=3)

    found = now(cast, Pillar.QUALITY)
    assert found[Sign.PPM][1] == pytest.approx(50)
    assert found[Sign.APPROVALS] == (2, 50)


def test_actions_count_when_closed_by_their_day(cast: Cast) -> None:
    joined = programme(cast)
    rule(cast, {Pillar.STRUCTURE: [Weight(Sign.ACTIONS, 100, 100, 0)]})
    action = agreed(assessed(cast, joined, date(2019, 1, 5), 50))

    assert structure_points(cast, action.due_on) is None, "Its day has not passed."
    assert structure_points(cast, action.due_on + timedelta(days=1)) == 0
    close_action(
        action=action,
        done_on=date(2019, 1, 20),
        note="Terpasang",
        proof=None,
        by=cast.mentor,
        at=cast.at,
    )
    assert structure_points(cast, action.due_on + timedelta(days=1)) == 100


def structure_points(cast: Cast, today: date) -> float | None:
    ready = readiness_of(cast.mentor, cast.workshop_a, today)
    assert ready is not None
    found = ready.pillars[0].score
    return found.points if found else None


def test_people_are_not_judged_before_anyone_has_looked(cast: Cast) -> None:
    programme(cast)
    Skill.objects.create(cooperative=cast.cooperative, name="Melebur", name_en="Melting")
    rule(cast, {Pillar.PEOPLE: [Weight(Sign.SKILLS, 100, 100, 0)]})

    assert now(cast, Pillar.PEOPLE) == {}


def test_what_lifts_it_is_said_with_its_place(cast: Cast) -> None:
    joined = programme(cast)
    rule(cast)
    assessed(cast, joined, date(2019, 4, 2), 62)

    ready = readiness_of(cast.owner, cast.workshop_a, TODAY)
    assert ready is not None
    judged = next(each for each in ready.pillars if each.score)
    assert judged.score is not None
    assert judged.score.letter == "D"
    (lift,) = judged.lifts
    assert lift.sentence == "Nilai terakhir dari pendamping: sekarang 62; dengan 70 menjadi C."
    assert lift.url == "/pendampingan/B-017/"


def test_a_mark_keeps_the_rule_it_was_made_by(cast: Cast) -> None:
    joined = programme(cast)
    first = rule(cast)
    assessed(cast, joined, date(2019, 2, 2), 62)
    mark_readiness(cooperative=cast.cooperative, at=cast.at, month=date(2019, 3, 1))
    rule(cast, on=APRIL)
    assessed(cast, joined, date(2019, 4, 2), 90)
    mark_everyone(cooperatives=[cast.cooperative], at=cast.at)

    marks = ReadinessMark.objects.filter(workshop=cast.workshop_a).order_by("month")
    assert [mark.month.month for mark in marks] == [3, 4]
    assert marks[0].rule == first
    assert (marks[0].points, marks[1].points) == (44, 100)


def test_marked_again_in_its_month_there_is_one_mark(cast: Cast) -> None:
    joined = programme(cast)
    rule(cast)
    assessed(cast, joined, date(2019, 4, 2), 62)
    for _ in range(2):
        mark_readiness(cooperative=cast.cooperative, at=cast.at)

    assert ReadinessMark.objects.filter(workshop=cast.workshop_a).count() == 1


def test_before_and_after_stand_on_the_page(client: Client, cast: Cast) -> None:
    joined = programme(cast)
    rule(cast)
    assessed(cast, joined, date(2019, 2, 2), 62)
    mark_readiness(cooperative=cast.cooperative, at=cast.at, month=date(2019, 2, 1))
    assessed(cast, joined, date(2019, 4, 2), 90)
    client.force_login(cast.owner, backend="rantai.portal.sign_in.AccountBackend")

    page = client.get("/pendampingan/B-017/kesiapan/").content.decode()

    assert "44 poin pada Februari 2019" in page


def test_marking_asks_no_more_for_more_workshops(cast: Cast) -> None:
    joined = programme(cast)
    rule(cast)
    assessed(cast, joined, date(2019, 4, 2), 62)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            mark_readiness(cooperative=cast.cooperative, at=cast.at)
        return len(queries)

    asked()
    before = asked()
    joined.enrolments.create(
        cooperative=cast.cooperative, workshop=cast.workshop_b, joined_on=date(2019, 1, 1)
    )
    assert asked() <= before + 1


@pytest.mark.parametrize(
    ("weights", "refusal"),
    [
        ({Pillar.PEOPLE: [Weight(Sign.SKILLS, 90, 100, 0)]}, PillarWeightsOff),
        ({Pillar.PEOPLE: [Weight(Sign.SKILLS, 100, 50, 50)]}, NoSpan),
    ],
)
def test_a_rule_that_cannot_judge_is_refused(
    cast: Cast, weights: dict[str, list[Weight]], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        rule(cast, weights)

    assert not ReadinessRule.objects.exists()


def test_a_day_is_agreed_once(cast: Cast) -> None:
    rule(cast)

    with pytest.raises(ReadinessAgreed):
        rule(cast)


@pytest.mark.parametrize("name", ["owner", "lab", "treasurer", "customer_engineer", "ministry"])
def test_only_mentor_and_planner_agree_on_it(cast: Cast, name: str) -> None:
    with pytest.raises(Http404):
        rule(cast, by=getattr(cast, name))


def test_each_role_sees_its_own(client: Client, cast: Cast) -> None:
    joined = programme(cast)
    rule(cast)
    assessed(cast, joined, date(2019, 4, 2), 62)
    mark_readiness(cooperative=cast.cooperative, at=cast.at)
    seen = {
        "mentor": (200, 200, 200, 200),
        "planner": (200, 200, 200, 200),
        "owner": (302, 200, 200, 404),
        "owner_b": (302, 200, 404, 200),
        "customer_engineer": (404, 404, 404, 404),
        "ministry": (404, 404, 404, 404),
        "stranger": (200, 200, 404, 404),
    }
    paths = ("kesiapan/", "kesiapan/aturan/", "B-017/kesiapan/", "B-031/kesiapan/")
    for name, expected in seen.items():
        client.force_login(getattr(cast, name), backend="rantai.portal.sign_in.AccountBackend")
        got = tuple(client.get(f"/pendampingan/{path}").status_code for path in paths)
        assert got == expected, name


def test_a_mentor_agrees_on_the_page(client: Client, cast: Cast) -> None:
    programme(cast)
    client.force_login(cast.mentor, backend="rantai.portal.sign_in.AccountBackend")
    page = client.get("/pendampingan/kesiapan/aturan/").content.decode()
    typed = {
        "decision": "Kesepakatan 1 Apr", "valid_from": "2019-04-01", "months": "6",
        "a_from": "90", "b_from": "75", "c_from": "60",
    }  # fmt: skip
    for pillar, sign in (
        ("structure", "on_time"), ("structure", "records"), ("structure", "actions"),
        ("structure", "score"), ("people", "skills"), ("people", "seen"), ("people", "score"),
        ("quality", "ppm"), ("quality", "ppk"), ("quality", "gauges"), ("quality", "approved"),
        ("quality", "score"),
    ):  # fmt: skip
        key = f"{pillar}_{sign}"
        assert f'name="{key}_weight"' in page
        weight = "100" if sign == "score" else "0"
        typed |= {f"{key}_weight": weight, f"{key}_full": "90", f"{key}_none": "40"}

    wrong = client.post("/pendampingan/kesiapan/aturan/", {**typed, "people_score_weight": "99"})
    assert "99" in wrong.content.decode()
    assert client.post("/pendampingan/kesiapan/aturan/", typed).status_code == 302
    assert ReadinessRule.objects.get().weights.count() == 3
