"""Work of the night: the ministry's figures, readiness, what heats taught, approvals that ended."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from rantai.members.models import CentreFigure
from rantai.mentoring.actions import mark_everyone, weigh_everyone
from rantai.portal.disclosure import Amounts
from rantai.portal.outlines import Fault, OutlineFault, read_outline
from rantai.portal.publishing import put_out
from rantai.portal.queries.centre_facts import measured_in
from rantai.portal.rules import months_back, next_night
from rantai.quality.actions.deciding_files import reopen_everywhere
from rantai.records.actions import write_audit
from rantai.records.inbox.files import clear_broken_files
from rantai.records.models import Account, Centre, Cooperative, Role
from rantai.records.queries import has_role
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions.recoveries import learn_all_recoveries

MONTHS_KEPT_FRESH = 12
"""Receipts and payments come in later than the pieces left, so earlier months change too."""


@transaction.atomic
def refresh_centre_figures(*, at: datetime, months: int = MONTHS_KEPT_FRESH) -> list[CentreFigure]:
    """Count the last whole months again and put out what may come out; return what stands now.

    The running month waits until it is over: its figures of two nights would differ by one firm's.
    """
    today = timezone.localdate(at)
    wanted = months_back(today, months + 1)[:-1]
    centres = list(Centre.objects.order_by("pk"))
    fresh: defaultdict[tuple[str, date], dict[str, Amounts]] = defaultdict(dict)
    for centre in centres:
        for month, measured in measured_in(centre, wanted, today):
            fresh[measured.measure, month][centre.code] = measured.amounts
    put_out(fresh, at=at)
    for centre in centres:
        write_audit(
            "centre.figures_refreshed",
            centre,
            by=None,
            at=at,
            since=wanted[0].isoformat(),
            until=wanted[-1].isoformat(),
        )
    return list(
        CentreFigure.objects.filter(
            replaced_at__isnull=True, centre__isnull=False, month__in=wanted
        )
    )


WRONG: dict[Fault, Promise] = {
    Fault.TOO_LARGE: gettext_lazy("The file is larger than 1 MB. Simplify the outline first."),
    Fault.NOT_JSON: gettext_lazy("The file cannot be read as GeoJSON. Export it once more."),
    Fault.NO_POLYGON: gettext_lazy("The file holds no polygon. Export the area, not a point."),
    Fault.NOT_NUMBERS: gettext_lazy(
        "A point of the outline is not a pair of numbers. Export the file once more."
    ),
    Fault.OFF_THE_EARTH: gettext_lazy(
        "A point lies off the earth. Export in longitude and latitude (WGS 84), in degrees."
    ),
    Fault.NOT_CLOSED: gettext_lazy(
        "A ring of the outline does not end where it begins. Close it, then export it again."
    ),
    Fault.TOO_MANY: gettext_lazy("The outline has more than 5.000 points. Simplify it first."),
    Fault.ELSEWHERE: gettext_lazy(
        "The outline lies far from the centre. Check whether it is the right file."
    ),
}


class OutlineRefused(Refusal):
    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{WRONG[fault]} " + _("Nothing was changed."))


@transaction.atomic
def import_outline(*, centre: Centre, content: bytes, by: Account, at: datetime) -> int:
    """The centre's outline from a GeoJSON file, in place of the one before; return its points."""
    if not has_role(by, Role.MINISTRY):
        raise Http404
    try:
        rings = read_outline(
            content, latitude=float(centre.latitude), longitude=float(centre.longitude)
        )
    except OutlineFault as wrong:
        raise OutlineRefused(wrong.fault) from wrong
    centre.outline = rings
    centre.save(update_fields=["outline"])
    points = sum(map(len, rings))
    write_audit("centre.outline_imported", centre, by=by, at=at, rings=len(rings), points=points)
    return points


@task()
def refresh_figures() -> None:
    """For the background worker; the clock is read there, when the work is done."""
    now = timezone.now()
    refresh_centre_figures(at=now)
    mark_everyone(cooperatives=Cooperative.objects.order_by("pk"), at=now)
    weigh_everyone(cooperatives=Cooperative.objects.order_by("pk"), at=now)
    keep_figures_fresh(at=now)


def keep_figures_fresh(*, at: datetime) -> None:
    """Have the worker refresh the figures every night: asked for twice, it is planned once."""
    _tonight(refresh_figures, at=at)


@task()
def learn_recoveries() -> None:
    """For the background worker, every night after the last heat of the day was read."""
    now = timezone.now()
    learn_all_recoveries(at=now)
    keep_recoveries_fresh(at=now)


def keep_recoveries_fresh(*, at: datetime) -> None:
    _tonight(learn_recoveries, at=at)


@task()
def reopen_files() -> None:
    """For the background worker, every night: what a drawing or a pause has overtaken ends.

    So do files of phones whose rest never came.
    """
    now = timezone.now()
    reopen_everywhere(at=now)
    clear_broken_files(cooperatives=Cooperative.objects.order_by("pk"), at=now)
    keep_files_true(at=now)


def keep_files_true(*, at: datetime) -> None:
    _tonight(reopen_files, at=at)


def _tonight(work: Task[[], None], *, at: datetime) -> None:
    planned = DBTaskResult.objects.filter(task_path=work.module_path, status=TaskResultStatus.READY)
    if not planned.exists():
        work.using(run_after=next_night(timezone.localtime(at))).enqueue()
