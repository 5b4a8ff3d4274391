"""FMEA: a shared foundation, tuned by workshops; nothing is lost, and red is what nobody checks."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404

from rantai.parts.actions import Check, set_control_plan
from rantai.parts.models import Characteristic
from rantai.quality.actions.risking import (
    AlreadyTuned,
    DueTooEarly,
    NothingNew,
    NothingToRelease,
    RiskActionReported,
    SaidMeanwhile,
    ScaleDayTaken,
    TableFile,
    TunesATuning,
    load_priority_table,
    name_controls,
    plan_risk_action,
    release_fmea,
    report_risk_action,
    say_failure,
    set_rating_scale,
)
from rantai.quality.models import FailureLine, Fmea, PriorityTable
from rantai.quality.queries.risk import (
    failures_of,
    fmeas_visible_to,
    said_of,
    scale_on,
    waiting_risk_acts,
)
from rantai.quality.queries.risk_scrap import seen_in_scrap
from rantai.quality.rules.risk import USUAL_PER_MILLION, USUAL_WORDS
from rantai.records.models import AuditEntry
from rantai.shopfloor.actions import record_scrap
from rantai.shopfloor.models import Defect, Place
from tests.cast import Cast
from tests.rantai.quality.risk_story import failure, foundation, said, tuned
from tests.rantai.shopfloor.story import poured_lot

LATER = timedelta(days=2)


def characteristic(cast: Cast, number: int = 1) -> Characteristic:
    return cast.block.characteristics.get(number=number)


def controlled(cast: Cast, line: FailureLine, *numbers: int, after: timedelta = LATER) -> None:
    name_controls(
        fmea=line.fmea,
        row=line.row,
        characteristics=[characteristic(cast, number) for number in numbers],
        by=cast.lab,
        at=cast.at + after,
    )


def test_a_workshop_says_only_what_differs_and_the_rest_is_the_foundations(cast: Cast) -> None:
    shared = foundation(cast)
    line, other = said(cast, shared), said(cast, shared, cause="Ventilasi tersumbat")
    own = tuned(cast, shared)

    say_failure(
        fmea=own,
        failure=failure(occurrence=2),
        because="Pasir diuji tiap adukan",
        row=line.row,
        by=cast.lab,
        at=cast.at + LATER,
    )

    at = cast.at + LATER
    here = {cause.line.row: cause for cause in failures_of(own, at).causes}
    assert here.keys() == {line.row, other.row}
    assert (here[line.row].line.occurrence, here[line.row].is_tuned) == (2, True)
    assert not here[other.row].is_tuned
    everywhere = {cause.line.row: cause for cause in failures_of(shared, at).causes}
    assert everywhere[line.row].line.occurrence == 5


def test_news_of_the_foundation_marks_what_a_workshop_tuned_before(cast: Cast) -> None:
    shared = foundation(cast)
    line = said(cast, shared)
    own = tuned(cast, shared)
    say_failure(
        fmea=own,
        failure=failure(occurrence=2),
        because="x",
        row=line.row,
        by=cast.lab,
        at=cast.at + LATER,
    )
    say_failure(
        fmea=shared,
        failure=failure(severity=9),
        because="Kebocoran di pelanggan",
        row=line.row,
        by=cast.lab,
        at=cast.at + 2 * LATER,
    )

    (cause,) = failures_of(own, cast.at + 2 * LATER).causes
    assert (cause.line.severity, cause.is_stale) == (8, True)


def test_what_was_said_stays_readable_and_a_revision_shows_its_day(cast: Cast) -> None:
    shared = foundation(cast)
    line = said(cast, shared)
    first = release_fmea(fmea=shared, because="Awal", by=cast.lab, at=cast.at + LATER)
    say_failure(
        fmea=shared,
        failure=failure(occurrence=3),
        because="Pasir dikeringkan",
        row=line.row,
        by=cast.lab,
        at=cast.at + 2 * LATER,
    )

    assert [row.occurrence for row in said_of(shared, line.row)] == [3, 5]
    (then,) = failures_of(shared, first.occurred_at).causes
    assert then.line.occurrence == 5
    assert failures_of(shared, cast.at + 2 * LATER).is_changed
    with pytest.raises(TypeError):
        line.save()


def test_nothing_new_is_no_revision_and_no_word(cast: Cast) -> None:
    shared = foundation(cast)
    with pytest.raises(NothingToRelease):
        release_fmea(fmea=shared, because="x", by=cast.lab, at=cast.at)
    line = said(cast, shared)
    release_fmea(fmea=shared, because="x", by=cast.lab, at=cast.at + LATER)
    with pytest.raises(NothingToRelease):
        release_fmea(fmea=shared, because="x", by=cast.lab, at=cast.at + 2 * LATER)
    with pytest.raises(NothingNew):
        say_failure(
            fmea=shared, failure=failure(), because="x", row=line.row, by=cast.lab, at=cast.at
        )


def test_who_looked_at_an_older_word_is_told_so(cast: Cast) -> None:
    shared = foundation(cast)
    line = said(cast, shared)
    common: dict[str, Any] = {
        "fmea": shared,
        "because": "x",
        "row": line.row,
        "seen": line.pk,
        "by": cast.lab,
    }
    say_failure(**common, failure=failure(occurrence=3), at=cast.at + LATER)
    with pytest.raises(SaidMeanwhile):
        say_failure(**common, failure=failure(occurrence=4), at=cast.at + LATER)


def test_a_high_cause_is_red_until_a_control_plan_checks_it(cast: Cast) -> None:
    shared = foundation(cast)
    line = said(cast, shared)
    assert failures_of(shared, cast.at + LATER).counts["uncontrolled"] == 1

    controlled(cast, line, 1)

    standing = failures_of(shared, cast.at + LATER)
    assert standing.counts == {"H": 1, "M": 0, "L": 0, "uncontrolled": 0}
    (item,) = standing.causes[0].controls
    assert item.characteristic == characteristic(cast)
    with pytest.raises(NothingNew):
        controlled(cast, line, 1)


def test_a_new_control_plan_keeps_the_link_only_while_it_checks_the_same(cast: Cast) -> None:
    shared = foundation(cast)
    line = said(cast, shared)
    controlled(cast, line, 1)
    seen = characteristic(cast)
    same = Check(
        name=seen.name,
        name_en=seen.name_en,
        method="Brinell",
        sample_size=3,
        reaction="Tahan",
        unit=seen.unit,
        lower=seen.lower,
        upper=seen.upper,
        importance=seen.importance,  # type: ignore[arg-type]
    )
    for day, checks, red in (
        (cast.at.date(), [same], 0),
        (cast.at.date(), [replace(same, name="Lain", name_en="Other")], 1),
    ):
        set_control_plan(
            revision=cast.block, valid_from=day, checks=checks, by=cast.planner, at=cast.at
        )
        assert failures_of(shared, cast.at + LATER).counts["uncontrolled"] == red


def test_a_cause_left_out_here_counts_nowhere_here(cast: Cast) -> None:
    shared = foundation(cast)
    line = said(cast, shared)
    own = tuned(cast, shared)
    say_failure(
        fmea=own,
        failure=failure(is_left_out=True),
        because="Pasir resin, tanpa air",
        row=line.row,
        by=cast.lab,
        at=cast.at + LATER,
    )

    standing = failures_of(own, cast.at + LATER)
    assert (list(standing.causes), len(standing.left_out)) == ([], 1)
    assert len(failures_of(shared, cast.at + LATER).causes) == 1


def test_a_foundation_is_tuned_once_a_workshop_and_a_tuning_never(cast: Cast) -> None:
    shared = foundation(cast)
    own = tuned(cast, shared)
    with pytest.raises(AlreadyTuned):
        tuned(cast, shared)
    with pytest.raises(TunesATuning):
        tuned(cast, own, cast.workshop_b)


def test_scrap_facts_stand_beside_the_rating_with_what_they_prove(cast: Cast) -> None:
    lot = poured_lot(cast, 200)
    record_scrap(
        lot=lot,
        quantity=2,
        defect=Defect.objects.get(code="B1"),
        place=Place.WORKSHOP,
        spot="",
        by=cast.operator,
        at=cast.at,
    )
    shared = foundation(cast)
    line = said(cast, shared)
    scale = scale_on(cast.cooperative.pk, cast.at.date())
    at = cast.at + timedelta(days=2000)

    seen = seen_in_scrap(shared, [line], scale, at)["B1"]
    other = seen_in_scrap(tuned(cast, shared, cast.workshop_b), [line], scale, at)

    # 2 of 200 is 10,000 a million, a 7; the exact 95 % upper limit is 35,656, a 9.
    assert (seen.rejected, seen.cast, seen.rating, seen.rating_at_most) == (2, 200, 7, 9)
    assert line.occurrence == 5
    assert other == {}


def test_a_customers_table_reads_its_own_fmeas_and_no_others(cast: Cast) -> None:
    shared = foundation(cast)
    said(cast, shared)
    load_priority_table(
        customer=cast.customer,
        valid_from=date(2019, 1, 1),
        file=TableFile("L" * 1000, "tabel.csv", b"x"),
        by=cast.lab,
        at=cast.at,
    )
    own = tuned(cast, shared)
    Fmea.objects.filter(cooperative=cast.cooperative, pk=own.pk).update(customer=cast.customer)
    own.refresh_from_db()

    at = cast.at + LATER
    assert (failures_of(own, at).counts["L"], failures_of(shared, at).counts["H"]) == (1, 1)
    with pytest.raises(ScaleDayTaken):
        load_priority_table(
            customer=cast.customer,
            valid_from=date(2019, 1, 1),
            file=TableFile("L" * 1000, "tabel.csv", b"x"),
            by=cast.lab,
            at=cast.at,
        )
    assert PriorityTable.objects.count() == 1


def test_an_action_has_an_owner_and_a_day_and_is_reported_once(cast: Cast) -> None:
    shared = foundation(cast)
    line = said(cast, shared)
    common: dict[str, Any] = {
        "fmea": shared,
        "row": line.row,
        "text": "Uji air",
        "owner": cast.owner,
    }
    with pytest.raises(DueTooEarly):
        plan_risk_action(**common, due_on=date(2019, 4, 1), by=cast.lab, at=cast.at)
    action = plan_risk_action(**common, due_on=date(2019, 5, 1), by=cast.lab, at=cast.at)

    assert failures_of(shared, cast.at + timedelta(days=40)).late_acts == 1
    with pytest.raises(Http404):
        report_risk_action(action=action, note="x", by=cast.owner_b, at=cast.at)
    assert [act.action for act in waiting_risk_acts(cast.owner, cast.at)] == [action]
    assert not waiting_risk_acts(cast.owner_b, cast.at)
    report_risk_action(action=action, note="Dibeli", by=cast.owner, at=cast.at)
    assert not waiting_risk_acts(cast.owner, cast.at)
    with pytest.raises(RiskActionReported):
        report_risk_action(action=action, note="x", by=cast.owner, at=cast.at)
    assert failures_of(shared, cast.at + timedelta(days=40)).late_acts == 0


def test_another_scale_holds_from_its_day_on(cast: Cast) -> None:
    words = {kind: [("a", "b")] * 10 for kind in USUAL_WORDS}
    set_rating_scale(
        valid_from=date(2019, 4, 1),
        words=words,
        per_million=[each * 2 for each in USUAL_PER_MILLION],
        by=cast.lab,
        at=cast.at,
    )
    assert scale_on(cast.cooperative.pk, date(2019, 3, 31)).since is None
    assert scale_on(cast.cooperative.pk, date(2019, 4, 1)).per_million[0] == 2


def test_only_the_lab_of_this_cooperative_writes(cast: Cast) -> None:
    shared = foundation(cast)
    for person in (cast.planner, cast.owner, cast.customer_engineer, cast.stranger):
        with pytest.raises(Http404):
            say_failure(fmea=shared, failure=failure(), because="", by=person, at=cast.at)
        with pytest.raises(Http404):
            release_fmea(fmea=shared, because="x", by=person, at=cast.at)
    assert not fmeas_visible_to(cast.stranger).exists()
    assert not fmeas_visible_to(cast.owner).exists()
    own = tuned(cast, shared)
    assert [each.pk for each in fmeas_visible_to(cast.owner)] == [own.pk]
    assert not fmeas_visible_to(cast.owner_b).exists()
    keys = set(AuditEntry.objects.values_list("key", flat=True))
    assert {"fmea.begun", "fmea.tuned"} <= keys
