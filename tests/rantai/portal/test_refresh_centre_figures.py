"""The ministry's figures, worked out from what the co-operatives recorded."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from rantai.delivery.queries.performance import Span, handed_over
from rantai.members.actions import change_membership
from rantai.members.models import CentreFigure, MembershipStatus
from rantai.plans.models import WorkOrder
from rantai.portal.actions import (
    keep_figures_fresh,
    refresh_centre_figures,
    refresh_figures,
)
from rantai.records.models import AuditEntry
from rantai.shopfloor.actions.local_content import show_local_content
from rantai.shopfloor.models import ContentBlock, MaterialCard
from tests.cast import JAKARTA, Cast
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.quality.story import passed_lot

APRIL = date(2019, 4, 1)
MAY = datetime(2019, 5, 2, 2, 0, tzinfo=JAKARTA)
"""The first night after April."""


def figures(month: date = APRIL) -> dict[str, tuple[int, int]]:
    """Each measure's value and the firms behind it."""
    rows = CentreFigure.objects.filter(month=month, centre__isnull=False, replaced_at__isnull=True)
    return {row.measure: (round(row.value), row.firms) for row in rows}


def test_members_and_workers_are_counted_at_the_months_end(cast: Cast) -> None:
    change_membership(
        workshop=cast.workshop_b,
        status=MembershipStatus.LEFT,
        valid_from=date(2019, 4, 30),
        by=cast.planner,
        at=cast.at,
    )
    refresh_centre_figures(at=MAY)
    assert figures(date(2019, 3, 1)) == {
        "members": (3, 3),
        "workers": (3, 2),
        "machines": (3, 2),
    }
    assert figures()["members"] == (2, 2)


def test_pieces_and_rejects_are_counted_with_the_firms_behind_them(cast: Cast) -> None:
    passed_lot(cast, 30)
    received(cast, shipped(cast, packed(cast, 20)), rejected=1)
    refresh_centre_figures(at=MAY)
    assert figures()["pieces_shipped"] == (20, 1)
    assert figures()["pieces_accepted"] == (19, 1)
    assert figures()["reject_ppm"] == (50_000, 1)


@pytest.mark.parametrize(("due", "on_time"), [(12, 100), (11, 0)])
def test_a_centre_is_on_time_by_the_rule_of_the_scorecards(
    cast: Cast, due: int, on_time: int
) -> None:
    """Passed by its day it is on time, though it never left: what follows is not the shop's."""
    passed_lot(cast, 20)
    orders = WorkOrder.objects.filter(cooperative=cast.cooperative, workshop=cast.workshop_a)
    orders.update(quantity=20, due_on=date(2019, 4, due))
    refresh_centre_figures(at=MAY)
    judged = list(handed_over(cast.cooperative, Span(APRIL, APRIL, MAY.date())))
    assert [100 * is_on_time for _shop, _month, is_on_time in judged] == [on_time]
    assert figures()["on_time"] == (on_time, 1)


def test_a_second_refresh_replaces_and_does_not_add(cast: Cast) -> None:
    refresh_centre_figures(at=MAY)
    before = CentreFigure.objects.count()
    refresh_centre_figures(at=MAY)
    assert CentreFigure.objects.count() == before
    assert AuditEntry.objects.filter(key="centre.figures_refreshed").count() == 2


def test_months_before_the_window_stay_as_they_were(cast: Cast) -> None:
    old = CentreFigure.objects.create(
        centre=cast.cooperative.centre,
        month=date(2016, 1, 1),
        measure="members",
        value=7,
        firms=7,
        published_at=cast.at,
    )
    refresh_centre_figures(at=MAY, months=2)
    assert CentreFigure.objects.get(pk=old.pk).value == 7
    assert CentreFigure.objects.filter(month=date(2019, 2, 1)).count() == 0


def test_a_count_stands_still_while_fewer_than_five_firms_change(cast: Cast) -> None:
    """Else two months' workers would differ by those of the one workshop that left."""
    refresh_centre_figures(at=MAY)
    before = figures()["workers"]
    change_membership(
        workshop=cast.workshop_b,
        status=MembershipStatus.LEFT,
        valid_from=date(2019, 5, 10),
        by=cast.planner,
        at=MAY,
    )
    refresh_centre_figures(at=MAY + timedelta(days=31))
    assert figures(date(2019, 5, 1))["workers"] == before
    assert figures(date(2019, 5, 1))["members"] == (2, 2)


def test_the_running_month_waits_until_it_is_over(cast: Cast) -> None:
    refresh_centre_figures(at=cast.at)
    assert figures() == {}


def test_the_command_says_how_many(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("refresh_figures")
    told = CentreFigure.objects.filter(centre__isnull=False).count()
    assert f"{told} figures are fresh." in capsys.readouterr().out


def test_the_background_worker_can_do_it(cast: Cast) -> None:
    call_command("refresh_figures", later=True)
    assert not CentreFigure.objects.exists()
    assert DBTaskResult.objects.get().task_path == "rantai.portal.actions.refresh_figures"
    refresh_figures.call()
    assert CentreFigure.objects.exists()


def test_the_worker_refreshes_them_every_night_and_plans_the_next_once(cast: Cast) -> None:
    for _ in range(2):
        keep_figures_fresh(at=cast.at)
    planned = DBTaskResult.objects.get()
    assert planned.run_after > cast.at
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    refresh_figures.call()
    following = DBTaskResult.objects.get(status=TaskResultStatus.READY)
    assert timezone.localtime(following.run_after).hour == 2


def test_local_content_counts_what_has_a_price_and_evidence(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    charge = lot.heat.charges.get()
    material = charge.material_lot.material
    MaterialCard.objects.create(
        cooperative=cast.cooperative,
        material=material,
        valid_from=date(2019, 1, 1),
        rupiah_per_kg=9_000,
    )
    refresh_centre_figures(at=MAY)
    assert "local_content" not in figures()  # priced, and shown by nothing
    show_local_content(
        block=ContentBlock.MATERIAL,
        material=material,
        local_pct=Decimal(40),
        evidence="S-0417",
        valid_from=date(2019, 1, 1),
        valid_until=None,
        by=cast.planner,
        at=cast.at,
    )
    refresh_centre_figures(at=MAY)
    assert figures()["local_content"] == (40, 1)
    row = CentreFigure.objects.get(
        measure="local_content", replaced_at__isnull=True, centre__isnull=False
    )
    assert row.withheld  # one firm's
