"""Every address of the house, as the resolver knows them, and a thing of the cast's for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver

from rantai.delivery.actions import issue_certificate
from rantai.delivery.models import Box, Certificate, Shipment
from rantai.machines.actions import Sent, add_photo, record_calibration, register_gauge
from rantai.machines.models import (
    Booking,
    Breakdown,
    BreakdownPhoto,
    Machine,
    MaintenancePlan,
    ReferenceSample,
    Spare,
)
from rantai.members.models import Person, Skill, Training
from rantai.mentoring.actions import name_aim
from rantai.mentoring.models import (
    Aim,
    Aimed,
    Assessment,
    LearningCase,
    Offer,
    SchoolLink,
    Shared,
    Spread,
)
from rantai.orders.links import give_link
from rantai.orders.models import CustomerLink, DeliverySchedule
from rantai.parts.models import Approval
from rantai.plans.models import PlanVersion, WorkOrder
from rantai.quality.actions import Claim, open_eightd, raise_nonconformity, report_done, tell_why
from rantai.quality.actions.filing import Paper, say_element
from rantai.quality.actions.gauging import record_study
from rantai.quality.actions.risking import plan_risk_action, release_fmea
from rantai.quality.actions.taking_readings import take_in_readings
from rantai.quality.aqdef import read_file
from rantai.quality.models import (
    ActionDone,
    ApprovalFile,
    Branch,
    EightD,
    FailureLine,
    FileEntry,
    Fmea,
    GaugeStudy,
    Inspection,
    Nonconformity,
    RiskAction,
    Stream,
    StudyKind,
    Why,
)
from rantai.quality.rules import Row
from rantai.quality.rules.approval import Element, Word
from rantai.records.actions import keep_attachment, stamp
from rantai.settlement.models import Settlement
from rantai.shopfloor.actions import make_remark
from rantai.shopfloor.models import (
    Analysis,
    CastingLot,
    Charge,
    CoreLot,
    MouldRun,
    RemarkKind,
    SandBatch,
)
from tests.cast import Cast
from tests.rantai.mentoring.story import agreed, asked, assessed, programme, scored
from tests.rantai.portal.phone import conflict_of
from tests.rantai.quality.eightd_story import DUE, fault_of, planned
from tests.rantai.quality.file_story import opened, sent
from tests.rantai.quality.risk_story import foundation, said
from tests.rantai.settlement.story import agree_prices, close, deliver
from tests.rantai.shopfloor.exports import reference, waiting_analysis
from tests.rantai.shopfloor.moulds import cores, moulds, sand


class Address(NamedTuple):
    name: str
    view: Callable[..., Any]
    takes: frozenset[str]


def addresses() -> Iterator[Address]:
    yield from _within(get_resolver(), "", frozenset())


def _within(resolver: URLResolver, space: str, takes: frozenset[str]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        taken = takes | {*entry.pattern.converters} | {*_groups(entry)}
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _within(entry, inner, taken)
        else:
            yield Address(f"{space}{entry.name or 'nameless'}", entry.callback, taken)


def _groups(entry: URLPattern | URLResolver) -> set[str]:
    regex = entry.pattern.regex
    return set() if entry.pattern.converters else set(regex.groupindex)


@dataclass(frozen=True)
class World:
    """The cast's co-operative after a whole story: from a schedule to a settled member."""

    cast: Cast
    release: DeliverySchedule
    order: WorkOrder
    lot: CastingLot
    charge: Charge
    inspection: Inspection
    box: Box
    shipment: Shipment
    certificate: Certificate
    settlement: Settlement
    nonconformity: Nonconformity
    eightd: EightD
    why: Why
    done: ActionDone
    assessment: Assessment


def world(cast: Cast) -> World:
    agree_prices(cast)
    deliver(cast)
    lot = CastingLot.objects.get()
    shipment = Shipment.objects.get()
    certificate = issue_certificate(shipment=shipment, by=cast.lab, at=cast.at)
    settlement = close(cast, 28 * 78_000)
    nonconformity = raise_nonconformity(
        root=lot.heat.node, reason="Karbon 3,52 %", by=cast.lab, at=cast.at
    )
    eightd = _eightd(cast, lot, nonconformity)
    action = planned(cast, eightd)
    return World(
        cast=cast,
        release=_release(cast),
        order=lot.work_order,
        lot=lot,
        charge=lot.heat.charges.get(),
        inspection=lot.inspections.get(),
        box=shipment.boxes.order_by("code")[0],
        shipment=shipment,
        certificate=certificate,
        settlement=settlement,
        nonconformity=nonconformity,
        eightd=eightd,
        why=tell_why(
            eightd=eightd,
            branch=Branch.OCCURRENCE,
            text="Karbon naik",
            is_root=False,
            by=cast.lab,
            at=cast.at,
        ),
        done=report_done(
            action=action,
            note="Terpasang",
            proof=ContentFile(b"PNG", name="foto.png"),
            by=cast.lab,
            at=cast.at,
        ),
        assessment=assessed(cast, programme(cast), date(2019, 1, 10), 55),
    )


def _eightd(cast: Cast, lot: CastingLot, nonconformity: Nonconformity) -> EightD:
    return open_eightd(
        nonconformity=nonconformity,
        fault=fault_of(cast, lot),
        claim=Claim(cast.customer, "QIR-19-07", cast.at),
        due_on=DUE,
        by=cast.lab,
        at=cast.at,
    )


def _release(cast: Cast) -> DeliverySchedule:
    return DeliverySchedule.objects.create(
        cooperative=cast.cooperative,
        customer=cast.customer,
        release_number="7",
        issued_at=cast.at,
        received_at=cast.at,
        received_by=cast.planner,
        file_name="jadwal.xlsx",
        file_sha256="0" * 64,
    )


Things = Callable[[World], dict[str, object]]


def _lot(story: World) -> dict[str, object]:
    return {"code": story.lot.code}


def _heat(story: World) -> dict[str, object]:
    return {"code": story.lot.heat.code}


def _order(story: World) -> dict[str, object]:
    return {"code": story.order.code}


def _workshop(story: World) -> dict[str, object]:
    return {"code": story.cast.workshop_a.code}


def _person(story: World) -> dict[str, object]:
    return {"pk": Person.objects.get(account=story.cast.operator).pk}


def _machine(story: World) -> dict[str, object]:
    return {"code": story.cast.spectrometer.code}


def _booking(story: World) -> dict[str, object]:
    cast = story.cast
    return {
        "pk": Booking.objects.get_or_create(
            cooperative=cast.cooperative,
            machine=cast.spectrometer,
            workshop=cast.workshop_a,
            defaults={
                "minutes": 60,
                "pieces": 1,
                "due_on": date(2019, 4, 20),
                "asked_at": cast.at,
                "asked_by": cast.owner,
            },
        )[0].pk
    }


def _maintenance(story: World) -> dict[str, object]:
    plan, _new = MaintenancePlan.objects.get_or_create(
        cooperative=story.cast.cooperative,
        machine=story.cast.spectrometer,
        name="Bersihkan lensa",
        defaults={"every_days": 30, "valid_from": date(2019, 1, 1)},
    )
    return {**_machine(story), "plan": plan.pk}


def _stop(cast: Cast) -> Breakdown:
    known = Breakdown.objects.filter(machine=cast.spectrometer).first()
    if known is None:
        told = stamp(cooperative=cast.cooperative, by=cast.lab, at=cast.at)
        known = Breakdown.objects.create(**told, machine=cast.spectrometer, what="Pompa vakum")
    return known


def _customer_link(story: World) -> dict[str, object]:
    cast = story.cast
    known = CustomerLink.objects.first() or give_link(
        customer=cast.customer, given_to="Ibu Ratna", days=30, by=cast.planner, at=cast.at
    )
    return {"pk": known.pk}


def _breakdown(story: World) -> dict[str, object]:
    return {**_machine(story), "breakdown": _stop(story.cast).pk}


def _breakdown_photo(story: World) -> dict[str, object]:
    cast = story.cast
    known = BreakdownPhoto.objects.filter(breakdown__machine=cast.spectrometer).first()
    if known is None:
        picture = Sent("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)
        known = add_photo(breakdown=_stop(cast), photo=picture, by=cast.lab, at=cast.at)
    return {**_machine(story), "attachment": known.photo_id}


def _spare(story: World) -> dict[str, object]:
    spare, _new = Spare.objects.get_or_create(
        cooperative=story.cast.cooperative, machine=story.cast.spectrometer, code="LP-1"
    )
    return {**_machine(story), "spare": spare.pk}


def _remark_file(story: World) -> dict[str, object]:
    cast, heat, content = story.cast, story.lot.heat, b"\x89PNG\r\n\x1a\n" + b"1" * 40
    kept = keep_attachment(cooperative=cast.cooperative, content=content, name="a", at=cast.at)
    known = heat.remarks.first() or make_remark(
        heat=heat, kind=RemarkKind.PHOTO, sha256=kept.sha256, by=cast.lab, at=cast.at
    )
    return {"code": heat.code, "remark": known.pk}


def _moulds(story: World) -> dict[str, object]:
    known = MouldRun.objects.first() or moulds(story.cast, story.order)
    return {"code": known.code}


def _sand(story: World) -> dict[str, object]:
    known = SandBatch.objects.first() or sand(story.cast)
    return {"code": known.code}


def _cores(story: World) -> dict[str, object]:
    known = CoreLot.objects.first() or cores(story.cast)
    return {"code": known.code}


def _box(story: World) -> dict[str, object]:
    return {"code": story.box.code}


def _shipment(story: World) -> dict[str, object]:
    return {"code": story.shipment.code}


def _certificate(story: World) -> dict[str, object]:
    return {"code": story.certificate.code}


def _stream(story: World) -> dict[str, object]:
    return {
        "stream": Stream.objects.get_or_create(
            cooperative=story.cast.cooperative,
            workshop=story.cast.workshop_a,
            characteristic=story.cast.block.characteristics.get(number=1),
        )[0].pk
    }


def _reading_set(story: World) -> dict[str, object]:
    cast = story.cast
    text = "K0100 1\nK1001/1 X-1\nK2001/1 1\nK2002/1 Panjang\n330\n331\n"
    found, _is_new = take_in_readings(
        file=read_file(text), digest="0" * 64, name="x.dfq", by=cast.lab, at=cast.at
    )
    return {"pk": found.pk}


def _part(story: World) -> dict[str, object]:
    return {"part": story.cast.block.part_id}


def _revision(story: World) -> dict[str, object]:
    return {"revision": story.cast.block.pk}


def _allocation(story: World) -> dict[str, object]:
    return {"pk": story.order.share.allocation_id}


def _month(story: World) -> dict[str, object]:
    return {"revision": story.cast.block.pk, "month": "2019-04"}


def _release_of(story: World) -> dict[str, object]:
    return {"pk": story.release.pk}


def _settlement(story: World) -> dict[str, object]:
    return {"code": story.settlement.code}


def _statement(story: World) -> dict[str, object]:
    return {"code": story.settlement.code, "workshop": story.cast.workshop_a.code}


def _inspection(story: World) -> dict[str, object]:
    return {"pk": story.inspection.pk}


def _eightd_of(story: World) -> dict[str, object]:
    return {"code": story.eightd.code}


def _approval(story: World) -> dict[str, object]:
    approval = Approval.objects.filter(cooperative=story.cast.cooperative).first()
    return {"approval": approval.pk if approval else 0}


def _charge(story: World) -> dict[str, object]:
    return {"code": story.lot.heat.code, "kind": "muatan", "fact": story.charge.pk}


def _analysis(story: World) -> dict[str, object]:
    analysis = Analysis.objects.filter(name="tanpa tujuan").first()
    return {"number": (analysis or waiting_analysis(story.cast)).pk}


def _reference(story: World) -> dict[str, object]:
    known = ReferenceSample.objects.filter(code="REF-1").first()
    return {**_machine(story), "reference": (known or reference(story.cast)).pk}


def _aim(story: World) -> Aim:
    action = agreed(story.assessment)
    known = Aim.objects.filter(action=action).first()
    return known or name_aim(of=action, measure=Aimed.SCRAP, by=story.cast.mentor, at=story.cast.at)


def _offer(story: World) -> dict[str, object]:
    return {"pk": _offered(story).pk}


def _offered(story: World) -> Offer:
    owner = story.cast.cooperative
    aim = _aim(story)
    spread = Spread.objects.filter(aim=aim).first() or Spread.objects.create(
        **stamp(cooperative=owner, by=story.cast.mentor, at=story.cast.at), aim=aim, text="Label"
    )
    offer, _new = Offer.objects.get_or_create(
        cooperative=owner,
        spread=spread,
        workshop=story.cast.workshop_a,
        defaults={"shared": Shared.PROCESS},
    )
    return offer


def _case(story: World) -> LearningCase:
    case, _new = LearningCase.objects.get_or_create(
        cooperative=story.cast.cooperative,
        eightd=story.eightd,
        defaults={
            "title": "Lubang gas",
            "published_at": story.cast.at,
            "published_by": story.cast.mentor,
        },
    )
    return case


def _school(story: World) -> SchoolLink:
    link, _new = SchoolLink.objects.get_or_create(
        cooperative=story.cast.cooperative,
        school="SMK",
        defaults={
            "valid_until": date(2019, 12, 31),
            "made_at": story.cast.at,
            "made_by": story.cast.mentor,
        },
    )
    return link


def _training(story: World) -> dict[str, object]:
    owner = story.cast.cooperative
    skill, _new = Skill.objects.get_or_create(
        cooperative=owner, name="Tuang", defaults={"name_en": "Pouring"}
    )
    training, _new = Training.objects.get_or_create(
        cooperative=owner,
        skill=skill,
        title="Suhu tuang",
        defaults={"held_on": date(2019, 1, 20), "trainer": "Polman"},
    )
    return {"pk": training.pk}


def _plan(story: World) -> dict[str, object]:
    version, _is_new = PlanVersion.objects.get_or_create(
        cooperative=story.cast.cooperative,
        number=1,
        defaults={
            "reason": "Disusun",
            "first_day": story.cast.at.date(),
            "cost": 0,
            "method_version": "mend-1",
            "made_at": story.cast.at,
            "made_by": story.cast.planner,
        },
    )
    return {"number": version.number}


def _gauge(story: World) -> dict[str, object]:
    known = Machine.objects.filter(code="HB-1").first()
    gauge = known or register_gauge(
        code="HB-1", name="Brinell", by=story.cast.lab, at=story.cast.at
    )
    return {"code": gauge.code}


def _failure(story: World) -> dict[str, object]:
    place = _gauge(story)
    gauge = Machine.objects.get(code="HB-1")
    failed = gauge.calibrations.first() or record_calibration(
        machine=gauge,
        certificate="K-1",
        is_good=False,
        valid_until=None,
        paper=ContentFile(b"PDF", name="k.pdf"),
        by=story.cast.lab,
        at=story.cast.at,
    )
    return {**place, "pk": failed.pk}


def _study(story: World) -> dict[str, object]:
    place = _gauge(story)
    rows = [Row("1", "A", value, "200") for value in ("199", "200", "201")]
    study = GaugeStudy.objects.first() or record_study(
        gauge=Machine.objects.get(code="HB-1"),
        kind=StudyKind.TYPE_ONE,
        rows=rows,
        tolerance=40.0,
        by=story.cast.lab,
        at=story.cast.at,
    )
    return {**place, "pk": study.pk}


def _fmea(story: World) -> dict[str, object]:
    cast = story.cast
    known = Fmea.objects.filter(cooperative=cast.cooperative).first()
    fmea = known or foundation(cast)
    if known is None:
        said(cast, fmea)
        release_fmea(fmea=fmea, because="Awal", by=cast.lab, at=cast.at + timedelta(hours=1))
    return {"code": fmea.code}


def _cause(story: World) -> dict[str, object]:
    place = _fmea(story)
    return {**place, "row": FailureLine.objects.filter(fmea__code=place["code"])[0].row}


def _risk_action(story: World) -> dict[str, object]:
    place, cast = _cause(story), story.cast
    action = RiskAction.objects.first() or plan_risk_action(
        fmea=Fmea.objects.get(code=place["code"]),
        row=FailureLine.objects.all()[0].row,
        text="Uji",
        owner=cast.lab,
        due_on=cast.at.date(),
        by=cast.lab,
        at=cast.at,
    )
    return {"pk": action.pk}


def _file(story: World) -> dict[str, object]:
    cast = story.cast
    file = ApprovalFile.objects.first()
    if file is None:
        file = opened(cast, cast.workshop_a)
        say_element(
            file=file,
            element=Element.DESIGN,
            word=Word.PAPER,
            text="Gambar",
            paper=Paper("gambar.pdf", b"%PDF-1.7"),
            by=cast.lab,
            at=cast.at,
        )
        sent(cast, file)
    return {"code": file.code}


def _submission(story: World) -> dict[str, object]:
    return {**_file(story), "number": 1}


def _conflict(world: World) -> dict[str, Any]:
    return {"number": conflict_of(world.cast).pk}


def _device(world: World) -> dict[str, Any]:
    return {"device": conflict_of(world.cast).told.device_id}


THING_OF: dict[str, Things] = {
    "quality:decide_file": _file,
    "quality:file": _file,
    "quality:file_draft": _file,
    "quality:file_level": _file,
    "quality:file_paper": lambda story: {
        **_file(story),
        "pk": FileEntry.objects.get(file__code=_file(story)["code"]).pk,
    },
    "quality:file_pdf": lambda story: {**_submission(story), "language": "id"},
    "quality:file_zip": _submission,
    "quality:reopen_file": _file,
    "quality:say_element": lambda story: {**_file(story), "name": "samples"},
    "quality:submit_file": _file,
    "quality:fmea": _fmea,
    "quality:fmea_controls": _cause,
    "quality:fmea_line": _cause,
    "quality:fmea_revision": lambda story: {**_fmea(story), "number": 1},
    "quality:new_fmea_line": _fmea,
    "quality:plan_risk_action": _cause,
    "quality:release_fmea": _fmea,
    "quality:report_risk_action": _risk_action,
    "quality:tune_fmea": _fmea,
    "machines:paper": _failure,
    "quality:doubt": _failure,
    "quality:gauge": _gauge,
    "quality:new_study": _gauge,
    "quality:study": _study,
    "portal:conflict": _conflict,
    "portal:sign_out_device": _device,
    "shopfloor:assign": _analysis,
    "shopfloor:check": _reference,
    "shopfloor:confirm": _heat,
    "shopfloor:heat_news": _heat,
    "shopfloor:instrument": _machine,
    "shopfloor:mapping": _machine,
    "shopfloor:recalibrate": _machine,
    "shopfloor:reference": _machine,
    "shopfloor:repeatability": _machine,
    "shopfloor:upload": _machine,
    "delivery:box": _box,
    "delivery:certificate": _certificate,
    "delivery:certificate_file": _certificate,
    "delivery:certify": _shipment,
    "delivery:correct_receipt": _shipment,
    "delivery:label": _box,
    "delivery:note": _shipment,
    "delivery:receipt": _shipment,
    "delivery:shipment": _shipment,
    "machines:ask": _machine,
    "machines:booking": _booking,
    "machines:breakdown": _machine,
    "machines:calibration": _machine,
    "machines:cancel": _booking,
    "machines:close": _machine,
    "machines:done": _maintenance,
    "machines:end_plan": _maintenance,
    "machines:finish": _booking,
    "machines:fix": _machine,
    "machines:give_back": _machine,
    "machines:hours": _machine,
    "machines:machine": _machine,
    "machines:move_spare": _spare,
    "machines:new_photo": _breakdown,
    "machines:photo": _breakdown_photo,
    "machines:new_plan": _machine,
    "machines:new_spare": _machine,
    "machines:no_show": _booking,
    "machines:queue": _machine,
    "machines:repair": _machine,
    "machines:safety": _booking,
    "machines:state": _machine,
    "machines:upkeep": _machine,
    "machines:use": _machine,
    "members:capacity": _workshop,
    "members:certificate": _person,
    "members:crew": _workshop,
    "members:leave": _person,
    "members:level": _person,
    "members:new_person": _workshop,
    "members:training": _workshop,
    "members:workshop": _workshop,
    "mentoring:assess": _workshop,
    "mentoring:correct": lambda story: {"pk": story.assessment.pk},
    "mentoring:enrol": lambda story: {"pk": story.assessment.programme_id},
    "mentoring:aim_action": lambda story: {"pk": agreed(story.assessment).pk},
    "mentoring:aim_training": _training,
    "mentoring:spread_aim": lambda story: {"pk": _aim(story).pk},
    "mentoring:spread_eightd": _eightd_of,
    "mentoring:tell_case": _eightd_of,
    "mentoring:withdraw_case": lambda story: {"pk": _case(story).pk},
    "mentoring:close_school": lambda story: {"pk": _school(story).pk},
    "mentoring:answer_offer": _offer,
    "mentoring:finish_offer": _offer,
    "mentoring:close_action": lambda story: {"pk": agreed(story.assessment).pk},
    "mentoring:correct_score": lambda story: {"pk": scored(story.assessment).pk},
    "mentoring:file": lambda story: {
        "pk": scored(story.assessment).visit_id,
        "attachment": scored(story.assessment).before_id,
    },
    "mentoring:fill": lambda story: {**_workshop(story), "kind": "self"},
    "mentoring:spread": lambda story: {"pk": _offered(story).spread_id},
    "mentoring:visit": lambda story: {"pk": scored(story.assessment).visit_id},
    "mentoring:criterion": lambda story: {"pk": story.assessment.programme_id},
    "mentoring:end_criterion": lambda story: {"pk": asked(story.assessment.programme).pk},
    "mentoring:enter_stage": _workshop,
    "mentoring:stages": lambda story: {"pk": story.assessment.programme_id},
    "delivery:scorecard": _workshop,
    "mentoring:readiness": _workshop,
    "mentoring:workshop": _workshop,
    "orders:customer": lambda story: {"pk": story.cast.customer.pk},
    "orders:release": _release_of,
    "orders:release_file": _release_of,
    "parts:new_approval": _revision,
    "parts:new_control_plan": _revision,
    "parts:new_revision": lambda story: {"pk": story.cast.block.part_id},
    "parts:part": lambda story: {"pk": story.cast.block.part_id},
    "parts:withdraw": _approval,
    "plans:copy_plan": _plan,
    "plans:discard_plan": _plan,
    "plans:move": _plan,
    "plans:plan": _plan,
    "plans:publish_plan": _plan,
    "plans:search": _plan,
    "plans:search_news": _plan,
    "plans:stop_search": _plan,
    "plans:weigh": _plan,
    "plans:accept": _order,
    "plans:allocation": _month,
    "plans:decline": _order,
    "plans:discard": _allocation,
    "plans:new_source": _part,
    "plans:part_rules": _part,
    "plans:propose": _month,
    "plans:publish": _allocation,
    "plans:short": _order,
    "plans:work_order": _order,
    "plans:workshop_heats": _workshop,
    "portal:bring": lambda story: {"digest": "0" * 64},
    "portal:recall_pdf": _heat,
    "portal:recall_xlsx": _heat,
    "portal:standing": _workshop,
    "portal:customer_link": _customer_link,
    "portal:worksheet": _part,
    "portal:worksheet_file": _part,
    "portal:revoke_customer_link": _customer_link,
    "portal:trace": _heat,
    "quality:correct": _inspection,
    "quality:eightd": _eightd_of,
    "quality:eightd_action": lambda story: {
        **_eightd_of(story),
        "pk": story.done.action_id,
    },
    "quality:eightd_replan": lambda story: {
        **_eightd_of(story),
        "pk": story.done.action_id,
    },
    "quality:eightd_take_back": lambda story: {
        **_eightd_of(story),
        "pk": story.done.action_id,
    },
    "quality:eightd_pdf": _eightd_of,
    "quality:eightd_proof": lambda story: {**_eightd_of(story), "pk": story.done.pk},
    "quality:eightd_step": lambda story: {**_eightd_of(story), "step": "tim"},
    "quality:eightd_why": lambda story: {**_eightd_of(story), "pk": story.why.pk},
    "quality:eightd_xlsx": _eightd_of,
    "quality:hold": _heat,
    "quality:inspect": _lot,
    "quality:inspection": _inspection,
    "quality:new_limits": _stream,
    "quality:preview": lambda story: {
        **_lot(story),
        "item": story.cast.block.control_plans.get().items.get(characteristic__number=1).pk,
    },
    "quality:reading_set": _reading_set,
    "quality:reading_set_again": _reading_set,
    "quality:stream": _stream,
    "quality:wall": _part,
    "quality:open_eightd": lambda story: {"code": story.nonconformity.code},
    "quality:nonconformity": lambda story: {"code": story.nonconformity.code},
    "settlement:close": lambda story: {"customer": story.cast.customer.code},
    "settlement:pdf": _statement,
    "settlement:settlement": _settlement,
    "settlement:sheet": _settlement,
    "settlement:statement": _statement,
    "shopfloor:certainty": _heat,
    "shopfloor:charge": _heat,
    "shopfloor:correct": _charge,
    "shopfloor:correct_cores": _cores,
    "shopfloor:correct_moulds": _moulds,
    "shopfloor:correct_sand": _sand,
    "shopfloor:count": _heat,
    "shopfloor:energy": _heat,
    "shopfloor:heat": _heat,
    "shopfloor:inoculate": _heat,
    "shopfloor:leftover": _heat,
    "shopfloor:lot": _lot,
    "shopfloor:machining": _lot,
    "shopfloor:metal": _heat,
    "shopfloor:fill_moulds": _heat,
    "shopfloor:plan": _heat,
    "shopfloor:pour": _heat,
    "shopfloor:readings": _heat,
    "shopfloor:release": _heat,
    "shopfloor:remark_file": _remark_file,
    "shopfloor:sample": _heat,
    "shopfloor:scrap": _lot,
    "shopfloor:sheet": _heat,
    "shopfloor:weigh": _heat,
    "shopfloor:without": _heat,
}

OF_NO_COOPERATIVE = frozenset(
    {"orders:template", "portal:centre", "portal:outline", "portal:report_file"}
)
"""They take something from the address, but it is nobody's: a file type, a public centre."""
