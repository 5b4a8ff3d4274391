"""Looking long for a better plan, in the background worker: how far it is, and stopping it."""

import threading
import time
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from rantai.plans.actions._guards import acting_for
from rantai.plans.actions.replanning import dearest_change
from rantai.plans.actions.schedules import lock_plan, write_heats
from rantai.plans.heats import changed_places
from rantai.plans.models import PlanSearch, PlanVersion, ScheduledHeat, SearchStatus
from rantai.plans.queries.schedules import heats_of, problem_of, standing_heats
from rantai.records.actions import write_audit
from rantai.records.models import Account

if TYPE_CHECKING:
    from tuang.planning.furnace import FurnacePlan, FurnaceProblem, Heat

LOOK_EVERY_S = 0.5
SILENT_S = 20


@transaction.atomic
def start_search(*, version: PlanVersion, seconds: int, by: Account, at: datetime) -> PlanSearch:
    """Ask the worker for a better plan; until it is there the version cannot be changed."""
    acting_for(version, by)
    locked = lock_plan(version)
    search = PlanSearch.objects.create(
        cooperative_id=locked.cooperative_id,
        version=locked,
        seconds=seconds,
        asked_at=at,
        asked_by=by,
        heard_at=at,
        first_cost=locked.cost,
        cost=locked.cost,
        bound=locked.bound,
    )
    write_audit("plan.search_started", locked, by=by, at=at, seconds=seconds)
    transaction.on_commit(lambda: search_for_plan.enqueue(search.pk))
    return search


@transaction.atomic
def stop_search(*, search: PlanSearch, by: Account, at: datetime) -> None:
    """Take the best so far. One that no worker has begun, or whose worker died, ends at once."""
    acting_for(search.version, by)
    locked = PlanSearch.objects.select_for_update().get(
        cooperative_id=search.cooperative_id, pk=search.pk
    )
    if not locked.is_going_on:
        return
    locked.stop_asked = True
    is_alone = locked.status == SearchStatus.WAITING or is_silent(locked, at)
    if is_alone:
        locked.status = SearchStatus.STOPPED
    locked.save(update_fields=["stop_asked", "status"])
    write_audit("plan.search_stopped", search.version, by=by, at=at)


def is_silent(search: PlanSearch, at: datetime) -> bool:
    """Nothing heard for so long that its worker must have gone."""
    return (at - search.heard_at).total_seconds() > SILENT_S


def keep_searches_ready() -> None:
    """Have the worker compile what a search needs at its start; asked for twice, only once."""
    waiting = DBTaskResult.objects.filter(
        task_path=make_searches_ready.module_path, status=TaskResultStatus.READY
    )
    if not waiting.exists():
        make_searches_ready.enqueue()


@task()
def make_searches_ready() -> None:
    """For the background worker; a process of lowest priority compiles, unless it was done."""
    from tuang.planning.furnace import make_ready

    make_ready()


@task()
def search_for_plan(pk: int) -> None:
    """For the background worker; the clock is read there."""
    run_search(pk)


def run_search(pk: int) -> None:
    """Search beside this thread, so that a stop is heard while the solver is busy."""
    search = PlanSearch.objects.select_related("version").get(pk=pk)
    if search.status != SearchStatus.WAITING:
        return
    hunt = _Hunt(search)
    if not _note(search, hunt, SearchStatus.RUNNING):
        return
    hunt.start()
    while hunt.thread.is_alive():
        hunt.thread.join(LOOK_EVERY_S)
        if not _note(search, hunt, SearchStatus.RUNNING):
            hunt.enough.set()
            break
    _finish(search, hunt)


class _Hunt:
    """The solver in a thread of its own, and the best plan it told so far.

    A version that counts its changes against another goes on doing so: a further place that
    changes weighs as much as a change of grade, as it did in mending.
    """

    def __init__(self, search: PlanSearch) -> None:
        self.problem = problem_of(search.version)
        self.standing = standing_heats(search.version)
        if self.standing:
            self.problem = _minding(self.problem, self.standing)
        heats = heats_of(search.version) if self.standing else ()
        self.first_total = search.version.cost + self.problem.change_cost * len(
            changed_places(self.problem.given, heats)
        )
        self.seconds, self.seed = search.seconds, search.version.seed
        self.best: FurnacePlan | None = None
        self.bound = 0.0
        self.failure: BaseException | None = None
        self.enough = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.started = time.monotonic()

    def start(self) -> None:
        self.started = time.monotonic()
        self.thread.start()

    def _run(self) -> None:
        from tuang.planning.furnace import solve

        try:
            self._hear(
                solve(
                    self.problem,
                    seconds=self.seconds,
                    seed=self.seed,
                    tell=self._hear,
                    stopped=self.enough.is_set,
                )
            )
        except Exception as failure:
            # Kept for the worker's own thread, which says it on the page and raises it.
            self.failure = failure

    def better(self) -> "FurnacePlan | None":
        """The best plan, if it is better than the version's, its changes counted in both."""
        best = self.best
        return best if best is not None and best.cost < self.first_total else None

    def own_cost(self, plan: "FurnacePlan") -> float:
        """Without what its changes weigh."""
        return plan.cost - self.problem.change_cost * plan.changed

    def _hear(self, plan: "FurnacePlan") -> None:
        self.bound = max(self.bound, plan.bound)
        if self.best is None or plan.cost < self.best.cost:
            self.best = plan


def _minding(problem: "FurnaceProblem", standing: list["Heat"]) -> "FurnaceProblem":
    """The problem with what is left of the heats as the plan in hand."""
    heats_a_day = {each.name: each.heats_per_day for each in problem.furnaces}
    grade = {item.name: item.grade for item in problem.items}
    given = tuple(
        heat
        for heat in standing
        if heat.position < heats_a_day.get(heat.furnace, 0)
        and all(grade.get(name) == heat.grade for name in heat.pieces)
    )
    return replace(problem, given=given, change_cost=dearest_change(problem))


def _note(search: PlanSearch, hunt: _Hunt, status: SearchStatus) -> bool:
    """Write how far it is; False when someone asked to stop."""
    best = hunt.better()
    cost = hunt.own_cost(best) if best else search.first_cost
    rows = PlanSearch.objects.filter(
        cooperative_id=search.cooperative_id,
        pk=search.pk,
        stop_asked=False,
        status__in=(SearchStatus.WAITING, SearchStatus.RUNNING),
    )
    return bool(
        rows.update(
            status=status,
            heard_at=timezone.now(),
            cost=cost,
            bound=min(max(search.bound, hunt.bound), cost),
            spent_s=time.monotonic() - hunt.started,
        )
    )


@transaction.atomic
def _finish(search: PlanSearch, hunt: _Hunt) -> None:
    """Keep the best plan when it is better than what the version has, and the bound in any case."""
    owner = search.cooperative_id
    version = PlanVersion.objects.select_for_update().get(
        cooperative_id=owner, pk=search.version_id
    )
    locked = PlanSearch.objects.select_for_update().get(cooperative_id=owner, pk=search.pk)
    best = hunt.better()
    if best is not None:
        ScheduledHeat.objects.filter(cooperative_id=owner, version=version).delete()
        write_heats(version, best.heats)
        version.cost, version.method_version = hunt.own_cost(best), best.method
        if hunt.standing:
            version.changes = len(changed_places(hunt.standing, best.heats))
    version.bound = min(max(version.bound, hunt.bound), version.cost)
    version.seconds += time.monotonic() - hunt.started
    version.save(update_fields=["cost", "changes", "bound", "seconds", "method_version"])
    locked.status = SearchStatus.FAILED if hunt.failure else SearchStatus.DONE
    if hunt.enough.is_set():
        locked.status = SearchStatus.STOPPED
    locked.cost, locked.bound = version.cost, version.bound
    locked.spent_s, locked.heard_at = time.monotonic() - hunt.started, timezone.now()
    locked.save(update_fields=["status", "cost", "bound", "spent_s", "heard_at"])
    write_audit(
        "plan.searched",
        version,
        by=None,
        at=timezone.now(),
        status=locked.status,
        cost=round(version.cost),
        changes=version.changes,
        gap_pct=round(version.gap_pct, 2),
    )
