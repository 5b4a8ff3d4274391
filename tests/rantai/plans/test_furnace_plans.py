"""The furnaces' plan: drafted from the floor, moved by hand, searched, published and mended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks

from rantai.machines.actions import plan_maintenance
from rantai.plans.actions import count_made
from rantai.plans.actions.proposing import draft_after_hold, propose_replan
from rantai.plans.actions.publishing import FurnaceUnfit, PlanOutdated, publish_plan
from rantai.plans.actions.replanning import WhichOne, check_promise, replan
from rantai.plans.actions.schedules import (
    HeatCannotGoThere,
    NoPlanningTerms,
    NothingToMelt,
    PlanClosed,
    SearchGoesOn,
    copy_plan,
    draft_plan,
    move_heat,
)
from rantai.plans.actions.searches import (
    _Hunt,
    keep_searches_ready,
    make_searches_ready,
    run_search,
    start_search,
    stop_search,
)
from rantai.plans.heats import Places, changed_places
from rantai.plans.models import (
    FurnaceStop,
    PlanNotice,
    PlanStatus,
    PlanVersion,
    ScheduledHeat,
    SearchStatus,
    StopCause,
    WorkOrder,
)
from rantai.plans.queries.schedules import heats_of, weighed
from rantai.records.models import Account, AuditEntry
from tests.cast import Cast
from tests.rantai.plans.floors import agree_terms, floor, free_place, in_force

__all__ = ["floor"]


@pytest.fixture(autouse=True)
def on_the_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: cast.at)


def pieces(version: PlanVersion) -> dict[str, int]:
    cast_: dict[str, int] = {}
    for heat in heats_of(version):
        for name, count in heat.pieces.items():
            cast_[name] = cast_.get(name, 0) + count
    return cast_


def test_a_draft_casts_every_open_piece_and_its_cost_is_the_verifiers(floor: Cast) -> None:
    version = draft_plan(by=floor.planner, at=floor.at)
    assert (
        pieces(version) == {"B-017 T-360 B": 100, "B-031 T-360 B": 100}
        or sum(pieces(version).values()) == 200
    )
    assert version.cost == pytest.approx(weighed(version, heats_of(version)).costs.total)
    assert not any(kept.is_late for kept in weighed(version, heats_of(version)).promises)
    assert AuditEntry.objects.filter(key="plan.drafted").count() == 1


def test_pieces_made_are_not_planned_again(floor: Cast) -> None:
    made_of = WorkOrder.objects.get(cooperative=floor.cooperative, workshop=floor.workshop_a)
    count_made(floor.cooperative.pk, {made_of.pk: 60})
    assert sum(pieces(draft_plan(by=floor.planner, at=floor.at)).values()) == 140


def test_an_unfit_furnace_is_in_no_plan_and_the_plan_says_why(floor: Cast, client: Client) -> None:
    before = draft_plan(by=floor.planner, at=floor.at)
    plan_maintenance(
        machine=floor.furnace,
        name="Periksa lining",
        every_days=10,
        every_hours=None,
        valid_from=date(2019, 4, 1),
        by=floor.planner,
        at=floor.at,
    )
    with pytest.raises(FurnaceUnfit, match="Periksa lining"):
        publish_plan(version=before, by=floor.planner, at=floor.at)
    after = draft_plan(by=floor.planner, at=floor.at)
    assert {heat.furnace for heat in heats_of(after)} == {floor.furnace_b.code}
    client.force_login(floor.planner)
    assert "Periksa lining" in client.get(f"/rencana/{after.number}/").content.decode()


def test_without_terms_or_work_nothing_is_planned(cast: Cast) -> None:
    with pytest.raises(NoPlanningTerms):
        draft_plan(by=cast.planner, at=cast.at)
    agree_terms(cast)
    with pytest.raises(NothingToMelt):
        draft_plan(by=cast.planner, at=cast.at)


def test_a_heat_moved_past_its_day_costs_more_and_says_who_moved_it(floor: Cast) -> None:
    version = draft_plan(by=floor.planner, at=floor.at)
    heat = heats_of(version)[0]
    last = len(version.facts["days"]) - 1
    places = Places((heat.furnace, heat.day, heat.position), (heat.furnace, last, 0))
    after = move_heat(version=version, places=places, by=floor.planner, at=floor.at)
    assert after.cost > version.cost
    assert weighed(after, heats_of(after)).costs.late > 0
    entry = AuditEntry.objects.get(key="plan.heat_moved")
    assert entry.actor == floor.planner
    assert entry.details["cost_after"] > entry.details["cost_before"]


def test_own_pieces_do_not_move_to_another_workshops_furnace(floor: Cast) -> None:
    version = draft_plan(by=floor.planner, at=floor.at)
    heat = next(each for each in heats_of(version) if each.furnace == "T-017-1")
    target = free_place(version, "T-031-1")
    places = Places((heat.furnace, heat.day, heat.position), target)
    with pytest.raises(HeatCannotGoThere, match="bengkel lain"):
        move_heat(version=version, places=places, by=floor.planner, at=floor.at)
    assert heats_of(version) == heats_of(PlanVersion.objects.get(pk=version.pk))


def test_what_is_published_stays_and_a_copy_can_be_changed(floor: Cast) -> None:
    version = in_force(floor)
    heat = heats_of(version)[0]
    origin = (heat.furnace, heat.day, heat.position)
    places = Places(origin, free_place(version, heat.furnace))
    with pytest.raises(PlanClosed):
        move_heat(version=version, places=places, by=floor.planner, at=floor.at)
    copy = copy_plan(version=version, by=floor.planner, at=floor.at)
    move_heat(version=copy, places=places, by=floor.planner, at=floor.at)
    assert len(changed_places(heats_of(version), heats_of(copy))) == 2


def test_publishing_replaces_the_plan_in_force_and_tells_only_who_is_touched(floor: Cast) -> None:
    version = in_force(floor)
    PlanNotice.objects.filter(cooperative=floor.cooperative).delete()
    copy = copy_plan(version=version, by=floor.planner, at=floor.at)
    heat = next(each for each in heats_of(copy) if each.furnace == "T-017-1")
    origin = (heat.furnace, heat.day, heat.position)
    places = Places(origin, free_place(copy, "T-017-1"))
    move_heat(version=copy, places=places, by=floor.planner, at=floor.at)
    publish_plan(version=copy, by=floor.planner, at=floor.at)
    version.refresh_from_db()
    assert version.status == PlanStatus.REPLACED
    notice = PlanNotice.objects.get()
    assert notice.workshop == floor.workshop_a
    assert len(notice.changes) == 2


def test_a_plan_of_days_gone_by_is_not_published(floor: Cast) -> None:
    version = draft_plan(by=floor.planner, at=floor.at)
    with pytest.raises(PlanOutdated):
        publish_plan(version=version, by=floor.planner, at=floor.at + timedelta(days=1))


# The search


def test_a_search_keeps_the_best_plan_with_its_bound_and_method(floor: Cast) -> None:
    version = draft_plan(by=floor.planner, at=floor.at)
    search = start_search(version=version, seconds=2, by=floor.planner, at=floor.at)
    with pytest.raises(SearchGoesOn):
        start_search(version=version, seconds=2, by=floor.planner, at=floor.at)
    run_search(search.pk)
    search.refresh_from_db()
    after = PlanVersion.objects.get(pk=version.pk)
    assert search.status == SearchStatus.DONE
    assert 0 < after.bound <= after.cost <= version.cost
    assert after.cost == pytest.approx(weighed(after, heats_of(after)).costs.total)


def test_a_search_stopped_before_it_began_leaves_the_plan_as_it_is(floor: Cast) -> None:
    version = draft_plan(by=floor.planner, at=floor.at)
    search = start_search(version=version, seconds=60, by=floor.planner, at=floor.at)
    stop_search(search=search, by=floor.planner, at=floor.at)
    run_search(search.pk)
    search.refresh_from_db()
    assert search.status == SearchStatus.STOPPED
    assert PlanVersion.objects.get(pk=version.pk).cost == version.cost


# Asked, and broken


def ask(cast: Cast, count: int, due_on: date) -> PlanVersion:
    return check_promise(
        revision=cast.block, pieces=count, due_on=due_on, by=cast.planner, at=cast.at
    )


def for_a_day(cast: Cast, cause: StopCause) -> PlanVersion:
    day = date(2019, 4, 13)
    return replan(cause=cause, workshop=None, last_day=day, by=cast.planner, at=cast.at)


def test_more_pieces_are_answered_with_a_plan_that_moves_nothing(floor: Cast) -> None:
    version = in_force(floor)
    answer = ask(floor, 90, date(2019, 4, 20))
    assert answer.status == PlanStatus.WHAT_IF
    assert sum(answer.facts["answer"]["cast"]) == 90
    assert answer.facts["answer"]["late_cost"] == 0
    before = {(h.furnace, h.day, h.position): h.pieces for h in heats_of(version)}
    after = {(h.furnace, h.day, h.position): h.pieces for h in heats_of(answer)}
    for place, poured in before.items():
        assert poured.items() <= after[place].items()


def test_more_than_fits_is_answered_with_what_it_costs_to_be_late(floor: Cast) -> None:
    answer = ask(floor, 900, date(2019, 4, 16))
    assert answer.facts["answer"]["late_cost"] > 0


def with_a_furnace_down(cast: Cast, last: date) -> PlanVersion:
    return replan(
        cause=StopCause.BREAKDOWN,
        workshop=cast.workshop_a,
        last_day=last,
        by=cast.planner,
        at=cast.at,
    )


def test_a_furnace_down_changes_only_its_own_heats(floor: Cast) -> None:
    version = in_force(floor)
    last = date(2019, 4, 24)
    mended = with_a_furnace_down(floor, last)
    touched = changed_places(heats_of(version), heats_of(mended))
    assert touched
    assert {furnace for furnace, _day, _position in touched} == {"T-017-1"}
    assert mended.changes == len(touched)
    stopped = ScheduledHeat.objects.filter(
        cooperative=floor.cooperative, version=mended, furnace=floor.furnace, day__lte=last
    )
    assert not stopped.exists()
    assert sum(pieces(mended).values()) == 200
    publish_plan(version=mended, by=floor.planner, at=floor.at)
    told = PlanNotice.objects.get(version=mended)
    assert told.workshop == floor.workshop_a
    assert "Batur" not in told.reason


def test_the_board_marks_the_places_that_change_and_opens_at_the_first(floor: Cast) -> None:
    in_force(floor)
    mended = with_a_furnace_down(floor, date(2019, 4, 24))
    mark, url = "is-changed", reverse("plans:plan", args=[mended.number])
    with signed_in(floor.planner) as planner:
        weeks = [
            planner.get(url, {"minggu": week}).content.decode() for week in range(1, 1 + 18 // 6)
        ]
        opened = planner.get(url).content.decode()
    # One in the key of each page, and one for each place.
    assert sum(page.count(mark) - 1 for page in weeks) == mended.changes
    assert opened.count(mark) > 1
    assert "changed against plan 1" in opened


def test_a_search_from_a_mended_plan_weighs_each_further_change(floor: Cast) -> None:
    base = in_force(floor)
    mended = with_a_furnace_down(floor, date(2019, 4, 24))
    hunt = _Hunt(start_search(version=mended, seconds=2, by=floor.planner, at=floor.at))
    assert set(map(str, hunt.problem.given)) == set(map(str, hunt.standing))
    # A change of grade costs 150,000 rupiah, and so does each place that changes.
    assert hunt.problem.change_cost == 150_000
    assert hunt.first_total == mended.cost + 150_000 * mended.changes
    run_search(mended.searches.get().pk)
    found = PlanVersion.objects.get(pk=mended.pk)
    assert found.searches.get().status == SearchStatus.DONE
    assert found.changes == len(changed_places(hunt.standing, heats_of(found)))
    assert found.cost == pytest.approx(weighed(found, heats_of(found)).costs.total)
    assert found.cost + 150_000 * found.changes <= hunt.first_total
    assert found.based_on == base


def test_the_pieces_of_a_member_that_drops_out_go_to_those_approved(floor: Cast) -> None:
    in_force(floor)
    mended = replan(
        cause=StopCause.MEMBER,
        workshop=floor.workshop_a,
        last_day=date(2019, 4, 30),
        by=floor.planner,
        at=floor.at,
    )
    assert {heat.furnace for heat in heats_of(mended)} == {"T-031-1"}
    assert sum(pieces(mended).values()) == 200


def test_a_power_cut_stops_everybody_and_other_troubles_need_a_workshop(floor: Cast) -> None:
    in_force(floor)
    for_a_day(floor, StopCause.POWER)
    assert FurnaceStop.objects.count() == 2
    with pytest.raises(WhichOne):
        for_a_day(floor, StopCause.BREAKDOWN)


@pytest.mark.parametrize("who", ["stranger", "owner", "lab", "treasurer", "customer_engineer"])
def test_only_the_planner_plans(floor: Cast, who: str) -> None:
    version = draft_plan(by=floor.planner, at=floor.at)
    by: Account = getattr(floor, who)
    if who != "stranger":
        with pytest.raises(Http404):
            draft_plan(by=by, at=floor.at)
    for deed in (publish_plan, copy_plan):
        with pytest.raises(Http404):
            deed(version=version, by=by, at=floor.at)


# Pages


@contextmanager
def signed_in(account: Account) -> Iterator[Client]:
    client = Client()
    client.force_login(account)
    client.cookies["django_language"] = "en"
    yield client


def test_the_planner_drafts_weighs_moves_and_publishes_by_page(floor: Cast) -> None:
    with signed_in(floor.planner) as planner:
        page = planner.post(reverse("plans:draft_plan"), follow=True).content.decode()
        assert "Melting plan 1" in page
        version = PlanVersion.objects.get()
        heat = heats_of(version)[0]
        furnace, day, position = free_place(version, heat.furnace)
        move = {
            "dari": f"{heat.furnace}|{heat.day}|{heat.position}",
            "ke": f"{furnace}|{day}|{position}",
        }
        weighed_ = planner.get(reverse("plans:weigh", args=[1]), move).content.decode()
        assert "Last piece cast" in weighed_
        assert heats_of(version)[0] == heat
        moved = planner.post(reverse("plans:move", args=[1]), move).content.decode()
        assert f'data-place="{move["ke"]}" aria-label' in moved
        planner.post(reverse("plans:publish_plan", args=[1]))
        assert "Published" in planner.get(reverse("plans:plans")).content.decode()


def test_an_owner_reads_its_own_heats_and_no_others(floor: Cast) -> None:
    in_force(floor)
    with signed_in(floor.owner) as owner:
        page = owner.get(reverse("plans:my_heats")).content.decode()
        assert "T-017-1" in page
        assert "T-031-1" not in page
        assert owner.get(reverse("plans:workshop_heats", args=["B-031"])).status_code == 404
        assert owner.get(reverse("plans:plan", args=[1])).status_code == 404


def test_two_plans_stand_side_by_side_with_who_moved_what(floor: Cast) -> None:
    version = in_force(floor)
    copy = copy_plan(version=version, by=floor.planner, at=floor.at)
    heat = heats_of(copy)[0]
    origin = (heat.furnace, heat.day, heat.position)
    places = Places(origin, free_place(copy, heat.furnace))
    move_heat(version=copy, places=places, by=floor.planner, at=floor.at)
    with signed_in(floor.planner) as planner:
        page = planner.get(reverse("plans:compare"), {"a": "1", "b": "2"}).content.decode()
    assert "2 places of furnaces differ." in page
    assert f"{heat.furnace} {version.facts['days'][heat.day]}" in page


def test_promise_and_breakdown_are_asked_by_form(floor: Cast) -> None:
    with signed_in(floor.planner) as planner:
        planner.post(reverse("plans:draft_plan"))
        planner.post(reverse("plans:publish_plan", args=[1]))
        wish = {"revision": floor.block.pk, "pieces": "90", "due_on": "2019-04-20"}
        page = planner.post(reverse("plans:promise"), wish, follow=True).content.decode()
        assert "Yes, all of them in time." in page
        trouble = {
            "cause": "breakdown",
            "workshop": floor.workshop_a.pk,
            "last_day": "2019-04-24",
        }
        page = planner.post(reverse("plans:broken"), trouble, follow=True).content.decode()
        assert "changed against plan 1" in page


def test_the_page_of_a_search_asks_cheaply_until_there_is_news(floor: Cast) -> None:
    version = draft_plan(by=floor.planner, at=floor.at)
    start_search(version=version, seconds=60, by=floor.planner, at=floor.at)
    with signed_in(floor.planner) as planner:
        assert "data-live" in planner.get(reverse("plans:plan", args=[1])).content.decode()
        first = planner.get(reverse("plans:search_news", args=[1]))
        again = planner.get(
            reverse("plans:search_news", args=[1]), headers={"If-None-Match": first["ETag"]}
        )
        assert again.status_code == 304
        planner.post(reverse("plans:stop_search", args=[1]))
        page = planner.get(reverse("plans:plan", args=[1])).content.decode()
        assert "Stopped, best so far kept" in page


def test_the_worker_is_asked_once_to_have_the_search_compiled(floor: Cast) -> None:
    keep_searches_ready()
    keep_searches_ready()
    assert DBTaskResult.objects.get().task_path == make_searches_ready.module_path


def test_a_held_heat_proposes_a_plan_and_publishes_nothing(floor: Cast) -> None:
    version = in_force(floor)

    def proposal() -> PlanVersion | None:
        return draft_after_hold(workshop=floor.workshop_a, because="H-1", by=floor.lab, at=floor.at)

    # Nothing is missing yet: the plan in force casts everything.
    assert proposal() is None
    replan(
        cause=StopCause.BREAKDOWN,
        workshop=floor.workshop_a,
        last_day=date(2019, 4, 24),
        by=floor.planner,
        at=floor.at,
    )
    proposed = proposal()
    assert proposed is not None
    assert proposed.status == PlanStatus.DRAFT
    assert proposed.changes > 0
    assert proposed.based_on == version
    assert proposed.made_by == floor.lab
    assert "H-1" in proposed.reason
    version.refresh_from_db()
    assert version.status == PlanStatus.PUBLISHED


def test_the_worker_is_asked_for_a_proposal_only_of_what_is_fresh(
    floor: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:

    def propose(at: datetime) -> None:
        propose_replan(workshop=floor.workshop_a, because="H-1", by=floor.lab, at=at)

    with django_capture_on_commit_callbacks(execute=True):
        propose(timezone.now())
    assert not DBTaskResult.objects.exists(), "no plan is in force"
    in_force(floor)
    with django_capture_on_commit_callbacks(execute=True):
        propose(timezone.now())
        propose(timezone.now() - timedelta(days=2))
    assert DBTaskResult.objects.count() == 1
