"""An 8D: its clock, its counts, its whys and actions, and what it takes to close it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import Http404

from rantai.quality.actions import (
    AnsweredAlready,
    ChangedAlready,
    Claim,
    ClaimIncomplete,
    CureNotShown,
    DoneAlready,
    DueInThePast,
    EightDClosed,
    FaultHasOne,
    MoreFaultyThanChecked,
    NothingToAnswer,
    NothingToWatch,
    NotOurPerson,
    RuleDayTaken,
    StepsMissing,
    answer_claim,
    close_eightd,
    correct_why,
    open_eightd,
    place_in_team,
    raise_nonconformity,
    record_containment,
    report_done,
    set_claim_rule,
    tell_why,
)
from rantai.quality.models import (
    Branch,
    ContainedAt,
    EightD,
    Measure,
    TeamPlace,
    Why,
)
from rantai.quality.queries.effect import effect_of
from rantai.quality.queries.eightd import missing_steps, progress_of, waiting_actions
from rantai.quality.queries.scope import scope_of
from rantai.quality.rules import Shown, fewer_shown, quiet_shown
from rantai.records.models import AuditEntry
from rantai.shopfloor.actions import tally_scrap
from rantai.shopfloor.models import CastingLot, Defect, Place, Scrap
from tests.cast import Cast
from tests.rantai.quality.eightd_story import (
    DUE,
    all_but_closed,
    claimed,
    fault_of,
    planned,
    stopped,
)
from tests.rantai.quality.story import passed_lot
from tuang.spc import rejects_per_million


def scrapped(cast: Cast, lot: CastingLot, pieces: int, place: Place) -> None:
    scrap = Scrap.objects.create(
        cooperative=cast.cooperative,
        occurred_at=cast.at,
        received_at=cast.at,
        recorded_by=cast.lab,
        lot=lot,
        quantity=pieces,
        defect=Defect.objects.get(code="B1"),
        place=place,
    )
    tally_scrap([scrap])


def test_the_first_answer_is_due_by_the_rule_of_the_day_the_claim_came_in(cast: Cast) -> None:
    set_claim_rule(
        valid_from=date(2019, 5, 1), answer_hours=8, window_days=60, by=cast.lab, at=cast.at
    )
    eightd = claimed(cast, hours_ago=2)
    (progress,) = progress_of([eightd], cast.at)
    assert progress.answer_due == cast.at + timedelta(hours=22)
    assert not progress.is_late

    (later,) = progress_of([eightd], cast.at + timedelta(hours=23))
    assert later.is_answer_late
    assert later.is_late

    answer_claim(eightd=eightd, text="Ditahan", by=cast.lab, at=cast.at + timedelta(hours=20))
    (answered,) = progress_of([eightd], cast.at + timedelta(hours=23))
    assert not answered.is_answer_late


def test_the_next_thing_due_decides_the_place_on_the_board(cast: Cast) -> None:
    eightd = claimed(cast)
    assert progress_of([eightd], cast.at)[0].due_on == date(2019, 4, 13)

    answer_claim(eightd=eightd, text="Ditahan", by=cast.lab, at=cast.at)
    assert progress_of([eightd], cast.at)[0].due_on == DUE

    planned(cast, eightd)
    assert progress_of([eightd], cast.at)[0].due_on == date(2019, 4, 20)


def test_the_counts_of_the_problem_follow_the_facts(cast: Cast) -> None:
    eightd = claimed(cast)
    (lot,) = scope_of(cast.lab, eightd).counts.lots
    scrapped(cast, lot, 3, Place.CUSTOMER)
    scrapped(cast, lot, 2, Place.WORKSHOP)

    scope = scope_of(cast.lab, eightd)

    counts = scope.counts
    assert (counts.cast, counts.rejected_by_customer, counts.rejected_here) == (30, 3, 2)
    assert (counts.shipped, counts.held, scope.gone) == (10, 20, 10)
    assert scope.here + scope.elsewhere + scope.gone + counts.rejected_here == 30


def test_a_stopped_box_is_followed_back_to_its_lot(cast: Cast) -> None:
    lot, shipment, _raised = stopped(cast)
    box = shipment.boxes.get()
    raised = raise_nonconformity(root=box.node, reason="Klaim", by=cast.lab, at=cast.at)
    eightd = open_eightd(
        nonconformity=raised, fault=fault_of(cast, lot), due_on=DUE, by=cast.lab, at=cast.at
    )

    assert [each.code for each in scope_of(cast.lab, eightd).counts.lots] == [lot.code]


def test_a_fault_is_followed_once(cast: Cast) -> None:
    lot, _shipment, raised = stopped(cast)
    given: dict[str, Any] = {"nonconformity": raised, "fault": fault_of(cast, lot), "due_on": DUE}
    open_eightd(**given, by=cast.lab, at=cast.at)

    with pytest.raises(FaultHasOne):
        open_eightd(**given, by=cast.lab, at=cast.at)


def test_what_cannot_be_is_refused_at_the_opening(cast: Cast) -> None:
    lot, _shipment, raised = stopped(cast)
    fault = fault_of(cast, lot)
    tomorrow = Claim(cast.customer, "", cast.at + timedelta(days=1))
    common: dict[str, Any] = {"nonconformity": raised, "by": cast.lab, "at": cast.at}
    with pytest.raises(ClaimIncomplete):
        open_eightd(**common, fault=fault, claim=tomorrow, due_on=DUE)
    with pytest.raises(DueInThePast):
        open_eightd(**common, fault=fault, due_on=date(2019, 4, 11))
    chart = fault_of(cast, lot, Measure.CHART)
    yes_or_no = lot.work_order.revision.characteristics.get(number=2)
    with pytest.raises(NothingToWatch):
        open_eightd(**common, fault=replace(chart, characteristic=yes_or_no), due_on=DUE)
    assert not EightD.objects.exists()


def test_a_why_that_is_corrected_stays_on_record(cast: Cast) -> None:
    eightd = claimed(cast)
    told: dict[str, Any] = {
        "eightd": eightd,
        "branch": Branch.OCCURRENCE,
        "by": cast.lab,
        "at": cast.at,
    }
    first = tell_why(**told, text="Gas terjebak", is_root=False)
    second = tell_why(**told, text="Ventilasi tersumbat", is_root=False)
    again = correct_why(
        why=second, text="Ventilasi kurang", is_root=True, because="Diukur", by=cast.lab, at=cast.at
    )

    (progress,) = progress_of([eightd], cast.at)
    assert [why.pk for why in progress.chain(Branch.OCCURRENCE)] == [first.pk, again.pk]
    assert [why.step for why in progress.whys] == [1, 2]
    assert Why.objects.count() == 3
    with pytest.raises(ChangedAlready):
        correct_why(why=second, text="x", is_root=False, because="x", by=cast.lab, at=cast.at)


def test_the_newest_word_on_a_person_decides_who_is_in_the_team(cast: Cast) -> None:
    eightd = claimed(cast)
    for is_member in (True, False):
        place_in_team(
            eightd=eightd,
            person=cast.owner,
            duty="Cetak",
            is_member=is_member,
            by=cast.lab,
            at=cast.at,
        )

    assert [place.person for place in progress_of([eightd], cast.at)[0].team] == [cast.lab]
    assert TeamPlace.objects.count() == 3
    for outsider in (cast.owner_b, cast.customer_engineer, cast.stranger):
        with pytest.raises(NotOurPerson):
            place_in_team(eightd=eightd, person=outsider, duty="x", by=cast.lab, at=cast.at)


def test_an_action_is_answered_by_its_workshop_or_the_lab_and_once(cast: Cast) -> None:
    eightd = claimed(cast)
    action = planned(cast, eightd)
    assert [act.action for act in waiting_actions(cast.operator, cast.at)] == [action]
    for outsider in (cast.owner_b, cast.planner, cast.customer_engineer, cast.stranger):
        with pytest.raises(Http404):
            report_done(action=action, note="x", by=outsider, at=cast.at)

    photo = ContentFile(b"\x89PNG", name="ventilasi.png")
    done = report_done(action=action, note="Terpasang", proof=photo, by=cast.operator, at=cast.at)

    with done.proof.open() as kept:
        assert kept.read() == b"\x89PNG"
    assert not waiting_actions(cast.owner, cast.at)
    with pytest.raises(DoneAlready):
        report_done(action=action, note="x", by=cast.lab, at=cast.at)


def test_only_the_lab_leads(cast: Cast) -> None:
    eightd = claimed(cast)
    for outsider in (cast.owner, cast.planner, cast.customer_engineer, cast.stranger):
        with pytest.raises(Http404):
            answer_claim(eightd=eightd, text="x", by=outsider, at=cast.at)


def test_counts_and_answers_that_do_not_fit_are_refused(cast: Cast) -> None:
    eightd = claimed(cast)
    with pytest.raises(MoreFaultyThanChecked):
        record_containment(
            eightd=eightd,
            place=ContainedAt.YARD,
            done="x",
            checked=1,
            faulty=2,
            by=cast.lab,
            at=cast.at,
        )
    answer_claim(eightd=eightd, text="x", by=cast.lab, at=cast.at)
    with pytest.raises(AnsweredAlready):
        answer_claim(eightd=eightd, text="x", by=cast.lab, at=cast.at)


def test_nobody_waits_for_an_answer_to_our_own_finding(cast: Cast) -> None:
    lot, _shipment, raised = stopped(cast)
    own = open_eightd(
        nonconformity=raised, fault=fault_of(cast, lot), due_on=DUE, by=cast.lab, at=cast.at
    )
    with pytest.raises(NothingToAnswer):
        answer_claim(eightd=own, text="x", by=cast.lab, at=cast.at)


def test_a_rule_begins_on_a_day_of_its_own(cast: Cast) -> None:
    given: dict[str, Any] = {"valid_from": date(2019, 5, 1), "answer_hours": 24, "window_days": 90}
    set_claim_rule(**given, by=cast.lab, at=cast.at)
    with pytest.raises(RuleDayTaken):
        set_claim_rule(**given, by=cast.lab, at=cast.at)


def test_it_is_not_closed_while_steps_are_missing(cast: Cast) -> None:
    eightd = claimed(cast)
    with pytest.raises(StepsMissing) as refused:
        close_eightd(eightd=eightd, because="Selesai", by=cast.lab, at=cast.at)
    for step in ("D1", "D3", "D4", "D5", "D6", "D7", eightd.nonconformity.code):
        assert step in refused.value.sentence


def test_without_proof_it_closes_on_a_reason_and_then_takes_nothing_more(cast: Cast) -> None:
    eightd = claimed(cast)
    all_but_closed(cast, eightd)
    assert missing_steps(eightd) == []
    later = cast.at + timedelta(days=3)
    with pytest.raises(CureNotShown):
        close_eightd(eightd=eightd, because=" ", by=cast.lab, at=later)

    closing = close_eightd(eightd=eightd, because="Cetakan dibuang", by=cast.lab, at=later)

    assert (closing.is_shown, closing.because) == (False, "Cetakan dibuang")
    eightd.refresh_from_db()
    assert eightd.closed_at == later
    with pytest.raises(EightDClosed):
        answer_claim(eightd=eightd, text="x", by=cast.lab, at=later)


def test_what_was_cast_before_and_since_the_cure_is_compared_and_kept(cast: Cast) -> None:
    eightd = claimed(cast)
    (lot,) = scope_of(cast.lab, eightd).counts.lots
    scrapped(cast, lot, 9, Place.CUSTOMER)
    eightd.opened_at = cast.at + timedelta(minutes=1)  # the story casts at the very same moment
    eightd.save()
    all_but_closed(cast, eightd)
    effect = effect_of(eightd, cast.at + timedelta(days=3))
    assert (effect.before.rejected, effect.before.pieces) == (9, 30)
    assert effect.shown == Shown.WAITING

    after = replace(cast, at=cast.at + timedelta(days=1))
    passed_lot(after, 60)
    effect = effect_of(eightd, cast.at + timedelta(days=3))
    assert effect.after is not None
    assert (effect.after.rejected, effect.after.pieces) == (0, 60)
    assert effect.shown == Shown.BETTER

    closing = close_eightd(eightd=eightd, because="", by=cast.lab, at=cast.at + timedelta(days=3))
    assert closing.is_shown
    assert closing.figures["after"] == [0, 60]


def test_too_few_pieces_prove_nothing_and_a_quiet_chart_needs_nine_readings() -> None:
    before = rejects_per_million(7, 600)
    assert fewer_shown(before, rejects_per_million(0, 100)) == Shown.NOT_SHOWN
    assert fewer_shown(before, rejects_per_million(0, 600)) == Shown.BETTER
    assert fewer_shown(before, None) == Shown.WAITING
    assert [quiet_shown(n, s) for n, s in ((8, 0), (9, 0), (30, 1))] == [
        Shown.WAITING,
        Shown.BETTER,
        Shown.NOT_SHOWN,
    ]


def test_every_write_is_one_entry_of_the_audit_trail(cast: Cast) -> None:
    eightd = claimed(cast)
    all_but_closed(cast, eightd)
    close_eightd(eightd=eightd, because="Cukup", by=cast.lab, at=cast.at + timedelta(days=1))

    entries = AuditEntry.objects.filter(subject_type="quality.eightd").order_by("number")

    assert [entry.key.removeprefix("eightd.") for entry in entries] == [
        "opened",
        "team_changed",
        "contained",
        "answered",
        "why_told",
        "why_told",
        "action_planned",
        "action_done",
        "action_planned",
        "action_done",
        "closed",
    ]
