"""An action of an 8D is given to someone else or another day, or taken back; all of it is told."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from rantai.quality.actions import (
    DoneAlready,
    DueInThePast,
    NotDoneYet,
    NothingChanged,
    NotOurPerson,
    replan_action,
    report_done,
    take_back_done,
)
from rantai.quality.documents.eightd_report import report_of
from rantai.quality.models import ActionChange, ActionDone, CorrectiveAction
from rantai.quality.queries.effect import works_since
from rantai.quality.queries.eightd import progress_of, waiting_actions
from rantai.records.models import AuditEntry
from tests.cast import Cast
from tests.rantai.quality.eightd_story import claimed, planned
from tests.rantai.quality.test_pages import signed_in

LATER = date(2019, 5, 2)


def replanned(cast: Cast, action: CorrectiveAction, **other: object) -> ActionChange:
    said = {"owner": cast.lab, "due_on": LATER, "because": "Pasir baru datang"} | other
    return replan_action(action=action, **said, by=cast.lab, at=cast.at)  # type: ignore[arg-type]


def test_a_new_person_and_day_keep_what_was_planned_before(cast: Cast) -> None:
    action = planned(cast, claimed(cast))
    assert waiting_actions(cast.owner, cast.at)

    change = replanned(cast, action)

    action.refresh_from_db()
    assert (action.owner, action.due_on, action.workshop) == (cast.lab, LATER, None)
    assert (change.owner_before, change.due_before) == (cast.owner, date(2019, 4, 20))
    assert not waiting_actions(cast.owner, cast.at)
    assert [act.action for act in waiting_actions(cast.lab, cast.at)] == [action]
    assert AuditEntry.objects.filter(key="eightd.action_replanned").count() == 1
    page = signed_in(cast.lab).get(reverse("quality:eightd", args=[action.eightd.code]))
    assert "Pasir baru datang" in page.content.decode()


def test_the_report_names_the_day_first_agreed(cast: Cast) -> None:
    eightd = claimed(cast)
    replanned(cast, planned(cast, eightd))
    sections = report_of(cast.lab, eightd, cast.at).sections
    tables = [table for each in sections for table in each.tables]
    written = [value for table in tables for row in table.rows for value in row]
    assert "2 Mei 2019 (semula 20 Apr 2019)" in written


def test_what_cannot_be_planned_anew_is_a_sentence(cast: Cast) -> None:
    action = planned(cast, claimed(cast))
    for other, refusal in (
        ({"owner": cast.owner, "due_on": action.due_on}, NothingChanged),
        ({"due_on": cast.at.date() - timedelta(days=1)}, DueInThePast),
        ({"owner": cast.stranger}, NotOurPerson),
    ):
        with pytest.raises(refusal):
            replanned(cast, action, **other)
    report_done(action=action, note="Terpasang", by=cast.owner, at=cast.at)
    with pytest.raises(DoneAlready):
        replanned(cast, action)


def test_what_the_lab_does_not_find_done_is_open_again(cast: Cast) -> None:
    eightd = claimed(cast)
    action = planned(cast, eightd)
    with pytest.raises(NotDoneYet):
        take_back_done(action=action, because="Belum ada", by=cast.lab, at=cast.at)
    report_done(action=action, note="Terpasang", by=cast.owner, at=cast.at)
    assert works_since(eightd) == cast.at

    take_back_done(
        action=action, because="Satu cetakan belum", by=cast.lab, at=cast.at + timedelta(hours=1)
    )

    assert works_since(eightd) is None
    (progress,) = progress_of([eightd], cast.at)
    (act,) = progress.acts
    assert act.done is None
    assert [getattr(told, "note", "") for told in act.story] == ["Satu cetakan belum"]

    again = cast.at + timedelta(hours=2)
    report_done(action=action, note="Semua terpasang", by=cast.owner, at=again)
    assert works_since(eightd) == again
    assert ActionDone.objects.count() == 3


def test_the_lab_does_both_on_the_page(cast: Cast) -> None:
    action = planned(cast, claimed(cast))
    client = signed_in(cast.lab)
    place = [action.eightd.code, action.pk]
    sent = {"owner": str(cast.owner.pk), "due_on": "2099-05-02", "because": "Menunggu pasir"}
    page = client.post(reverse("quality:eightd_replan", args=place), sent, follow=True)
    assert "Menunggu pasir" in page.content.decode()
    report_done(action=action, note="Terpasang", by=cast.owner, at=cast.at)
    page = client.post(
        reverse("quality:eightd_take_back", args=place), {"because": "Belum"}, follow=True
    )
    assert "not done after all: Belum" in page.content.decode()


@pytest.mark.parametrize("who", ["stranger", "owner", "planner", "customer_engineer", "mentor"])
def test_only_the_lab_plans_anew_or_takes_back(cast: Cast, who: str) -> None:
    action = planned(cast, claimed(cast))
    person = getattr(cast, who)
    for name in ("eightd_replan", "eightd_take_back"):
        address = reverse(f"quality:{name}", args=[action.eightd.code, action.pk])
        assert signed_in(person).get(address).status_code == 404
    with pytest.raises(Http404):
        replan_action(
            action=action, owner=cast.lab, due_on=LATER, because="x", by=person, at=cast.at
        )


def test_the_clock_of_a_claim_runs_on_the_page(cast: Cast) -> None:
    eightd = claimed(cast)
    page = signed_in(cast.lab).get(reverse("quality:eightd", args=[eightd.code])).content.decode()
    assert ("data-deadline" in page) == (eightd.claimed_at is not None)
    board = signed_in(cast.lab).get(reverse("quality:eightds")).content.decode()
    assert "deadline.js" in board
