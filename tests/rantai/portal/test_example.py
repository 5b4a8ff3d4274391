"""The example co-operative, loaded whole: its sums come out, and it can be worked on."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.db.models import Count, Q, Sum
from pytest_django import DjangoDbBlocker

from rantai.delivery.actions.certifying import pdf_of
from rantai.delivery.models import Box, BoxContent, BoxStatus, Certificate, ReceiptLine
from rantai.delivery.queries import free_lots
from rantai.members.models import CentreFigure, Workshop
from rantai.members.queries import count_members, people_on
from rantai.mentoring.models import TogetherWeighed, Verdict
from rantai.parts.models import PartRevision
from rantai.plans.models import FairnessEntry, WorkOrder, WorkOrderStatus
from rantai.plans.queries import month_count
from rantai.portal.example.days import CURRENT_MONTH, NOW, months_of_the_story
from rantai.portal.example.makers import SHOWN
from rantai.portal.example.story import tell_story
from rantai.portal.queries.tallies import differences
from rantai.portal.reports.local_content import worksheet_of
from rantai.quality.models import EightD, Inspection, Nonconformity
from rantai.quality.queries import passed_pieces, waiting_samples
from rantai.quality.queries.eightd import progress_of
from rantai.records.actions import next_number, write_audit
from rantai.records.models import Account, AuditEntry, Cooperative, Role
from rantai.records.rules import Deed, Link, first_broken
from rantai.settlement.models import Settlement
from rantai.shopfloor.models import (
    CastingLot,
    Charge,
    CoreLot,
    Heat,
    HeatStatus,
    MaterialLot,
    MouldRun,
    Place,
    Pour,
    Reading,
    SandBatch,
    Scrap,
)
from rantai.shopfloor.queries import latest_verdict, month_of
from rantai.shopfloor.queries.moulds import run_sheets, with_parts
from rantai.shopfloor.rules import MELT_LOSS_PCT
from rantai.traceability.models import Node
from rantai.traceability.queries import nodes_behind
from tests.distribution import Watch

pytestmark = pytest.mark.django_db
"""Makes the database even when no other file asks for one; each test is taken back."""


@pytest.fixture(scope="module")
def example(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cooperative]:
    """Loaded once for all tests of this file, and taken back after the last."""
    watch = Watch()
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.execute_wrapper(watch):
            cooperative = tell_story()
        assert not watch.complaints, "\n".join(sorted(watch.complaints))
        yield cooperative
        transaction.set_rollback(True)


def pieces(rows: "models.QuerySet[models.Model]", field: str = "quantity") -> int:
    return int(rows.aggregate(total=Sum(field))["total"] or 0)


def person(role: Role) -> Account:
    return Account.objects.filter(role=role).order_by("pk")[0]


def part(number: str) -> PartRevision:
    return PartRevision.objects.select_related("part").get(part__number=number)


# Promised counts


def test_every_running_count_agrees_with_its_facts(example: Cooperative) -> None:
    assert not list(differences(example.pk))


def test_six_months_bring_1200_sleeves_and_124200_blocks(example: Cooperative) -> None:
    before_april = BoxContent.objects.filter(box__shipment__shipped_at__lt="2019-04-01T00:00+07")
    sleeves = pieces(before_april.filter(box__revision__part__number="10-4411"))
    blocks = pieces(before_april.filter(box__revision__part__number="T-360"))
    assert (sleeves, blocks) == (1_200, 124_200)


@pytest.mark.parametrize(
    ("day", "members", "active"),
    [(date(2012, 12, 31), 224, 171), (date(2017, 12, 31), 168, 149), (date(2019, 1, 1), 150, 131)],
)
def test_members_are_those_on_public_record(
    example: Cooperative, day: date, members: int, active: int
) -> None:
    counts = count_members(example, day)
    assert (counts["members"], counts["active"]) == (members, active)


def test_workers_are_4500_in_2017_and_4000_in_2019(example: Cooperative) -> None:
    years = (date(2017, 12, 31), date(2019, 1, 1))
    assert [people_on(example, day).count() for day in years] == [4_500, 4_000]


def test_scrap_lies_between_three_and_eight_per_cent(example: Cooperative) -> None:
    for number in ("10-4411", "T-360"):
        lots = CastingLot.objects.filter(work_order__revision__part__number=number)
        cast = pieces(lots)
        scrapped = pieces(Scrap.objects.current().filter(lot__in=lots))
        assert 0.03 < scrapped / cast < 0.08


def test_one_centre_has_too_few_firms_to_be_shown(example: Cooperative) -> None:
    firms = dict(
        CentreFigure.objects.filter(
            measure="members", month=date(2019, 3, 1), centre__isnull=False
        ).values_list("centre__code", "firms")
    )
    assert len(firms) == 9
    assert [code for code, count in firms.items() if count < 5] == ["PASURUAN"]


# Sums


def test_every_casting_is_scrap_or_passed_or_waiting(example: Cooperative) -> None:
    lots = CastingLot.objects.filter(cooperative=example)
    scrap = Scrap.objects.current().filter(cooperative=example)
    at_shake_out = pieces(scrap.filter(place=Place.WORKSHOP))
    judged = Inspection.objects.current().filter(cooperative=example)
    offered, accepted = pieces(judged, "offered"), pieces(judged, "accepted")
    waiting = lots.filter(~Q(inspections__replaced_by__isnull=True, inspections__isnull=False))
    not_offered = pieces(waiting) - pieces(scrap.filter(lot__in=waiting, place=Place.WORKSHOP))

    assert pieces(lots) == at_shake_out + offered + not_offered
    assert offered == accepted + pieces(scrap.filter(place=Place.LAB))


def test_every_passed_piece_is_in_the_yard_or_in_a_box(example: Cooperative) -> None:
    for number in ("10-4411", "T-360"):
        revision = part(number)
        lots = CastingLot.objects.filter(work_order__revision=revision)
        passed = sum(passed_pieces(example, lots.values_list("pk", flat=True)).values())
        packed = BoxContent.objects.filter(box__revision=revision)
        held_in_the_yard = sum(
            count - pieces(packed.filter(lot=lot_id))
            for lot_id, count in passed_pieces(
                example, lots.filter(node__open_holds__gt=0).values_list("pk", flat=True)
            ).items()
        )
        free = sum(row.quantity for row in free_lots(example, revision))
        assert passed == pieces(packed) + free + held_in_the_yard


def test_every_shipped_piece_is_counted_by_the_customer_or_on_the_road(
    example: Cooperative,
) -> None:
    shipped = BoxContent.objects.filter(box__status=BoxStatus.SHIPPED)
    on_the_road = shipped.filter(receipt_lines__isnull=True)
    lines = ReceiptLine.objects.filter(cooperative=example)
    counted = pieces(lines, "accepted") + pieces(lines, "rejected")
    assert pieces(shipped) == counted + pieces(on_the_road)
    assert pieces(lines, "rejected") == pieces(Scrap.objects.filter(place=Place.CUSTOMER))


def test_no_heat_pours_more_than_it_melted_nor_much_less(example: Cooperative) -> None:
    charged = dict(Charge.objects.values_list("heat").annotate(kg=Sum("mass_kg")))
    poured = dict(Pour.objects.values_list("heat").annotate(kg=Sum("mass_kg")))
    unpoured = {
        heat: (charged[heat] * (100 - MELT_LOSS_PCT) / 100 - kg) * 100 / charged[heat]
        for heat, kg in poured.items()
    }
    # Scales differ below; runners that were pigged back lie above.
    assert min(unpoured.values()) >= -3
    assert max(unpoured.values()) <= 10


def test_in_the_month_that_is_weighed_only_one_yard_is_over_the_limit(
    example: Cooperative,
) -> None:
    planner = Account.objects.get(username="perencana")
    months = month_of(planner, CURRENT_MONTH)
    assert [row.workshop.code for row in months if row.is_over] == ["B-017"]
    assert len(months) > 3


def test_no_material_lot_gave_more_than_it_weighed(example: Cooperative) -> None:
    # Added here and not by SQLite, whose sum of fractions may miss the last kilogram by a hair.
    taken: defaultdict[int, Decimal] = defaultdict(Decimal)
    for lot, kg in Charge.objects.current().values_list("material_lot_id", "mass_kg"):
        taken[lot] += kg
    assert [lot.code for lot in MaterialLot.objects.all() if taken[lot.pk] > lot.mass_kg] == []


def test_settlements_make_up_the_invoices_to_the_rupiah(example: Cooperative) -> None:
    closed = Settlement.objects.filter(cooperative=example)
    assert closed.count() == 10
    for settlement in closed:
        lines = settlement.statements.aggregate(
            member=Sum("lines__member_rupiah"), customer=Sum("lines__customer_rupiah")
        )
        assert lines["member"] == settlement.members_rupiah
        assert lines["customer"] == settlement.invoice_rupiah
        for statement in settlement.statements.all():
            taken = statement.deductions.aggregate(total=Sum("rupiah"))["total"] or 0
            assert statement.net_rupiah == statement.gross_rupiah - taken


def test_march_is_received_and_waits_for_the_treasurer(example: Cooperative) -> None:
    unpaid = ReceiptLine.objects.filter(
        settlement_lines__isnull=True, receipt__received_on__lt=CURRENT_MONTH
    )
    assert set(unpaid.values_list("receipt__received_on__month", flat=True)) == {3}


def test_nobody_makes_more_than_is_called_off(example: Cooperative) -> None:
    for number in ("10-4411", "T-360"):
        for month in months_of_the_story(6):
            count = month_count(example, part(number), month)
            assert count.allocated <= count.confirmed
            assert count.over == 0


def test_the_fairness_balances_add_up_to_nothing(example: Cooperative) -> None:
    changes = FairnessEntry.objects.values_list("change", flat=True)
    assert sum(changes, Decimal(0)) == 0


# Trace and trail


def test_no_node_of_the_trace_graph_stands_alone(example: Cooperative) -> None:
    alone = Node.objects.filter(onward_links__isnull=True, back_links__isnull=True)
    assert list(alone) == []


def test_every_node_names_one_thing_and_every_thing_has_its_node(example: Cooperative) -> None:
    kinds = dict(Node.objects.values_list("kind").annotate(count=Count("pk")))
    assert kinds["heat"] == Heat.objects.count()
    assert kinds["casting_lot"] == CastingLot.objects.count()
    assert kinds["box"] == Box.objects.count()
    assert kinds["material_lot"] == MaterialLot.objects.count()
    assert kinds["certificate"] == Certificate.objects.count()
    assert kinds["sand_batch"] == SandBatch.objects.count()
    assert kinds["core_lot"] == CoreLot.objects.count()
    assert kinds["moulds"] == MouldRun.objects.count()


def test_sleeves_come_from_moulds_and_some_moulds_stand_empty(example: Cooperative) -> None:
    sleeves = CastingLot.objects.filter(work_order__revision__part__is_machined=True)
    for lot in sleeves.order_by("-occurred_at")[:5]:
        kinds = {node.kind for node in nodes_behind(lot.node)}
        assert {"moulds", "sand_batch", "core_lot"} <= kinds
    empty = [each for each in run_sheets(with_parts(MouldRun.objects.all())) if each.empty]
    assert {each.run.workshop.code for each in empty} == {SHOWN}


def test_the_audit_chain_is_whole_and_in_the_order_of_time(example: Cooperative) -> None:
    entries = list(AuditEntry.objects.filter(cooperative=example).order_by("number"))
    chain = (
        Link(
            Deed(
                entry.number,
                entry.at,
                entry.actor_name,
                entry.key,
                entry.subject_type,
                entry.subject_id,
                entry.details,
            ),
            entry.previous_hash,
            entry.hash,
        )
        for entry in entries
    )
    assert first_broken(chain) is None
    moments = [entry.at for entry in entries]
    assert moments == sorted(moments)


def test_readings_of_released_heats_lie_inside_their_grade(example: Cooperative) -> None:
    stopped = Nonconformity.objects.values("root")
    heats = Heat.objects.filter(status=HeatStatus.RELEASED).exclude(node__in=stopped)
    for heat in heats.order_by("?")[:40]:
        verdict = latest_verdict(heat)
        assert verdict is not None
        assert verdict.is_inside


# What someone finds to do


def test_every_desk_finds_work(example: Cooperative) -> None:
    shown = person(Role.OWNER)
    assert "B-017" in shown.name
    waiting = WorkOrder.objects.filter(status=WorkOrderStatus.ISSUED)
    assert waiting.filter(workshop__code="B-017").exists()
    assert waiting_samples(person(Role.LAB)).count() >= 2
    assert Nonconformity.objects.filter(status="open").get().pieces_held > 0
    assert Box.objects.filter(status=BoxStatus.PACKED).exists()
    assert Heat.objects.filter(status=HeatStatus.MELTING).count() >= 4
    assert Reading.objects.filter(replaces__isnull=False).count() == 3


def test_one_heat_was_scrapped_one_conceded_and_one_is_still_held(example: Cooperative) -> None:
    decided = (
        Nonconformity.objects.filter(root__kind="heat")
        .order_by("raised_at")
        .values_list("dispositions__decision", flat=True)
    )
    assert list(decided) == ["scrap", "concession", None]


def test_one_claim_is_cured_and_one_is_still_open(example: Cooperative) -> None:
    cured, still_open = EightD.objects.order_by("opened_at")
    closing = cured.closings.get()
    assert (closing.is_shown, closing.because) == (True, "")
    assert closing.figures["before"][0] > closing.figures["after"][0]
    (progress,) = progress_of([still_open], NOW)
    assert progress.open_actions == 1
    assert not progress.is_answer_late
    assert not progress.is_late


def test_a_certificate_made_lazily_is_a_signed_pdf(example: Cooperative) -> None:
    certificate = Certificate.objects.order_by("pk")[0]
    assert pdf_of(certificate).startswith(b"%PDF")


def test_work_goes_on_where_the_example_stops(example: Cooperative) -> None:
    last = Box.objects.order_by("-code")[0].code
    following = next_number(cooperative=example, prefix="K-19-")
    assert f"K-19-{following:05d}" > last
    planner, before = person(Role.PLANNER), AuditEntry.objects.order_by("-number")[0]
    entry = write_audit("example.tried", example, by=planner, at=before.at)
    assert entry.previous_hash == before.hash


def test_a_second_load_is_refused_in_a_sentence(example: Cooperative) -> None:
    with pytest.raises(CommandError, match="already holds Koperasi Batur Jaya"):
        call_command("load_example")


# What the three pillars show


def test_one_help_can_be_told_and_most_cannot(example: Cooperative) -> None:
    verdicts = list(TogetherWeighed.objects.filter(cooperative=example).values_list("verdict"))
    assert verdicts.count((Verdict.HELPED,)) == 1
    assert (Verdict.UNKNOWN,) in verdicts


def test_the_shown_workshops_worksheet_of_local_content_has_a_total(example: Cooperative) -> None:
    shown = worksheet_of(
        Workshop.objects.get(cooperative=example, code="B-017"),
        part("T-360").part,
        date(2019, 1, 1),
        date(2019, 6, 30),
    )
    assert shown.lacking == []
    assert shown.total_pct is not None
    assert 40 < shown.total_pct < 100
