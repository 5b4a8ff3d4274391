"""The facts at the head of a dossier, and the page of the room that keeps the thing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple, TypeVar

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.delivery.models import Box, Certificate, Shipment
from rantai.parts.models import ElementWindow, PartRevision
from rantai.plans.models import WorkOrder
from rantai.portal.queries.trace.materials import material_lot_of
from rantai.portal.queries.trace.reach import Kind, Reach
from rantai.portal.templatetags.figures import day, mass, moment, number
from rantai.records.models import Owned, Role
from rantai.records.queries import OFFICE, WORKSHOP, has_role
from rantai.shopfloor.models import (
    Casting,
    CastingLot,
    CoreLot,
    Heat,
    MouldMeasure,
    MouldRun,
    Pour,
    Reading,
    Sample,
    SandBatch,
)
from rantai.shopfloor.queries.moulds import (
    as_first_told,
    cores_written,
    mould_limits_on,
    tests_written,
)
from rantai.shopfloor.rules import places_of

MadeT = TypeVar("MadeT", SandBatch, CoreLot, MouldRun)

KIND_WORDS: dict[str, str | Promise] = {
    Kind.MATERIAL_LOT: gettext_lazy("Material lot"),
    Kind.HEAT: gettext_lazy("Heat"),
    Kind.SAND_BATCH: gettext_lazy("Sand batch"),
    Kind.CORE_LOT: gettext_lazy("Core lot"),
    Kind.MOULDS: gettext_lazy("Moulds"),
    Kind.CASTING_LOT: gettext_lazy("Casting lot"),
    Kind.CASTING: gettext_lazy("Casting"),
    Kind.BOX: gettext_lazy("Box"),
    Kind.SHIPMENT: gettext_lazy("Shipment"),
    Kind.CERTIFICATE: gettext_lazy("Certificate"),
}


class Fact(NamedTuple):
    label: str
    text: str
    url: str = ""


class Measured(NamedTuple):
    """One element of the last sample, or a test of sand, beside its limits."""

    element: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    unit: str = "%"
    places: int = 3


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the evidence."""

    kind: str
    sentence: str
    facts: list[Fact]
    readings: list[Measured]
    record: Owned
    """What the room keeps of it, and so what its history hangs on."""
    page: str = ""
    """The room's own page, when this person has one there."""


def head_of(reach: Reach) -> Head:
    describe = DESCRIBE.get(reach.subject.kind)
    if describe is None:
        raise Http404
    return describe(reach)


def _material_lot(reach: Reach) -> Head:
    lot = material_lot_of(reach)
    if lot is None:
        raise Http404
    if not reach.sees_recipes:
        return _head(reach, lot, str(lot.get_material_class_display()), [])
    facts = [
        Fact(_("Kind"), str(lot.get_material_class_display())),
        Fact(_("Supplier"), lot.supplier),
        Fact(_("Received on"), day(lot.received_on)),
        Fact(_("Mass received"), mass(lot.mass_kg)),
        Fact(_("Kept at"), str(lot.workshop or _("the co-operative"))),
    ]
    return _head(reach, lot, lot.material, facts, page=reverse("shopfloor:materials"))


def _heat(reach: Reach) -> Head:
    heat = (
        Heat.objects.filter(cooperative_id=reach.owner, node=reach.subject)
        .select_related(
            "workshop",
            "furnace",
            "work_order__revision__part",
            "work_order__revision__grade",
        )
        .get()
    )
    revision = heat.work_order.revision
    facts = [
        *_made_to(reach, heat.work_order),
        Fact(_("Furnace"), heat.furnace.name),
        Fact(_("Started"), moment(heat.started_at)),
    ]
    readings = _readings(reach, heat) if reach.sees_recipes else []
    page = reverse("shopfloor:heat", args=[heat.code]) if reach.sees_recipes else ""
    sentence = f"{_names(revision)} · {reach.called(heat.workshop)} · {moment(heat.started_at)}"
    return _head(reach, heat, sentence, facts, readings, page)


def _readings(reach: Reach, heat: Heat) -> list[Measured]:
    """The last sample that was read, in the order of the grade's windows."""
    samples = Sample.objects.current().filter(cooperative_id=reach.owner, heat=heat)
    rows = (
        Reading.objects.current()
        .filter(cooperative_id=reach.owner, sample__in=samples)
        .order_by("sample__number")
        .values_list("sample__number", "element", "value_pct")
    )
    by_sample: dict[int, dict[str, Decimal]] = {}
    for sample, element, value in rows:
        by_sample.setdefault(sample, {})[element] = value
    if not by_sample:
        return []
    last = by_sample[max(by_sample)]
    windows = ElementWindow.objects.filter(
        cooperative_id=reach.owner, grade=heat.work_order.revision.grade
    )
    return [
        Measured(window.element, last[window.element], window.minimum_pct, window.maximum_pct)
        for window in windows.order_by("order")
        if window.element in last
    ]


def _sand_batch(reach: Reach) -> Head:
    batch = _moulding(reach, SandBatch)
    if not reach.sees_recipes:
        return _made_here(reach, batch, [])
    again = _corrected(reach, batch, _tested_before(batch))
    tests = {each: getattr(batch, each.value, None) for each in MouldMeasure}
    head = _made_here(
        reach, batch, again, {each: value for each, value in tests.items() if value is not None}
    )
    return replace(head, record=as_first_told([batch])[batch.node_id])


def _tested_before(batch: SandBatch) -> str:
    """The figures that a correction changed, as they were."""
    if batch.replaces is None:
        return ""
    now = tests_written(batch)
    return " · ".join(each for each in tests_written(batch.replaces) if each not in now)


def _core_lot(reach: Reach) -> Head:
    lot = _moulding(reach, CoreLot)
    if not reach.sees_recipes:
        return _made_here(reach, lot, [])
    facts = [
        Fact(_("Core box"), lot.core_box),
        Fact(_("Cores"), number(lot.quantity)),
        Fact(_("Sand and binder"), lot.binder or "–"),
        Fact(_("Usable until"), moment(lot.usable_until) if lot.usable_until else "–"),
        *_corrected(reach, lot, _cores_before(lot)),
    ]
    return replace(_made_here(reach, lot, facts), record=as_first_told([lot])[lot.node_id])


def _cores_before(lot: CoreLot) -> str:
    """What a correction changed, as it was."""
    if lot.replaces is None:
        return ""
    now = cores_written(lot)
    return " · ".join(each for each in cores_written(lot.replaces) if each not in now)


def _moulds(reach: Reach) -> Head:
    run = _moulding(reach, MouldRun)
    facts = [
        Fact(_("Pattern"), run.pattern),
        Fact(_("Numbers"), run.numbers),
        *_corrected(reach, run, _run_words(run.replaces) if run.replaces else ""),
        *_made_to(reach, run.work_order),
        *(
            Fact(label, part.code, _dossier(part.code))
            for label, part in ((_("Sand batch"), run.sand_batch), (_("Core lot"), run.core_lot))
            if part is not None
        ),
    ]
    seen = reach.sees_recipes and run.hardness is not None
    hardness = {MouldMeasure.HARDNESS: Decimal(run.hardness or 0)} if seen else None
    # The trail hangs on the fact that began the run, whatever was corrected since.
    return replace(
        _made_here(reach, run, facts, hardness), record=as_first_told([run])[run.node_id]
    )


def _run_words(was: MouldRun) -> str:
    hardness = "" if was.hardness is None else was.hardness
    parts = [part.code for part in (was.sand_batch, was.core_lot) if part is not None]
    return " · ".join((was.pattern, f"{was.numbers} {hardness}".strip(), *parts))


PAGES = {MouldRun: "correct_moulds", SandBatch: "correct_sand", CoreLot: "correct_cores"}
"""Where each is put right."""


def _corrected(reach: Reach, made: MouldRun | SandBatch | CoreLot, was: str) -> list[Fact]:
    """What it was written as before and why not any more; and where to put it right."""
    found = []
    if reach.sees_recipes and made.replaces_id is not None:
        words = was or (_("not recorded") if isinstance(made, CoreLot) else _("nothing was tested"))
        found.append(Fact(_("Corrected from"), f"{words}: {made.replaced_because}"))
    if has_role(reach.viewer, *WORKSHOP, Role.LAB):
        address = reverse(f"shopfloor:{PAGES[type(made)]}", args=[made.code])
        found.append(Fact(_("Written wrongly?"), _("Correct it"), address))
    return found


def _moulding(reach: Reach, model: type[MadeT]) -> MadeT:
    related = ["workshop", "recorded_by"]
    if model is MouldRun:
        related += ["work_order__revision__grade", "sand_batch", "core_lot"]
        related += ["replaces__sand_batch", "replaces__core_lot"]
    if model is not MouldRun:
        related += ["replaces"]
    found: MadeT = (
        model.objects.current()
        .filter(cooperative_id=reach.owner, node=reach.subject)
        .select_related(*related)
        .get()
    )
    return found


def _made_here(
    reach: Reach,
    record: SandBatch | CoreLot | MouldRun,
    facts: list[Fact],
    values: dict[MouldMeasure, Decimal] | None = None,
) -> Head:
    """With a verdict where someone decided a limit, and the bare figure where nobody did."""
    sentence = f"{reach.called(record.workshop)} · {moment(record.occurred_at)}"
    limits = mould_limits_on(record.workshop, localdate(record.occurred_at)) if values else {}
    measured = []
    for measure, value in (values or {}).items():
        name, unit, places = str(measure.label), measure.unit, places_of(value)
        if limit := limits.get(measure):
            measured.append(Measured(name, value, limit.low, limit.high, unit, places))
        else:
            facts = [*facts, Fact(name, f"{number(value, places)} {unit}".strip())]
    if reach.sees_recipes:
        facts = [*facts, Fact(_("Recorded by"), record.recorded_by.name)]
    page = reverse("shopfloor:moulds") if reach.sees_recipes else ""
    return _head(reach, record, sentence, facts, measured, page)


def _casting_lot(reach: Reach) -> Head:
    lot: CastingLot = _lots(reach).get(node=reach.subject)
    return _lot_head(reach, lot, lot)


def _casting(reach: Reach) -> Head:
    casting = Casting.objects.filter(cooperative_id=reach.owner, node=reach.subject).get()
    lot: CastingLot = _lots(reach).get(pk=casting.lot_id)
    return _lot_head(reach, casting, lot, Fact(_("Casting lot"), lot.code, _dossier(lot.code)))


def _lots(reach: Reach) -> QuerySet[CastingLot]:
    rows: QuerySet[CastingLot] = CastingLot.objects.filter(
        cooperative_id=reach.owner
    ).select_related(
        "heat",
        "pour",
        "workshop",
        "work_order__revision__part",
        "work_order__revision__grade",
    )
    return rows


def _pour_of(reach: Reach, lot: CastingLot) -> Pour:
    """The ladle's facts as last corrected; the lot itself names those it was first counted from."""
    pour: Pour = (
        Pour.objects.current()
        .filter(cooperative_id=reach.owner, heat=lot.heat, ladle=lot.pour.ladle)
        .get()
    )
    return pour


def _lot_head(reach: Reach, record: Owned, lot: CastingLot, *first: Fact) -> Head:
    facts = [
        *first,
        Fact(_("Heat"), lot.heat.code, _dossier(lot.heat.code)),
        *_made_to(reach, lot.work_order),
    ]
    if not has_role(reach.viewer, Role.CUSTOMER):
        pour = _pour_of(reach, lot)
        minutes = number(pour.minutes_since_inoculation, 1)
        facts += [
            Fact(_("Pouring temperature"), f"{number(pour.temperature_c)} °C"),
            Fact(_("From inoculation to the end of the pour"), _("%s minutes") % minutes),
        ]
    maker, when = reach.called(lot.workshop), moment(lot.occurred_at)
    sentence = f"{_names(lot.work_order.revision)} · {maker} · {when}"
    page = reverse("shopfloor:lot", args=[lot.code]) if reach.sees_recipes else ""
    return _head(reach, record, sentence, facts, page=page)


def _box(reach: Reach) -> Head:
    box = (
        Box.objects.filter(cooperative_id=reach.owner, node=reach.subject)
        .select_related("customer", "revision__part", "revision__grade", "shipment")
        .get()
    )
    facts = [
        Fact(_("Customer"), box.customer.name),
        Fact(_("Packed"), moment(box.packed_at)),
        Fact(_("State"), str(box.get_status_display())),
    ]
    if box.shipment:
        facts.append(Fact(_("Shipment"), box.shipment.code, _dossier(box.shipment.code)))
    page = reverse("delivery:box", args=[box.code]) if has_role(reach.viewer, *OFFICE) else ""
    return _head(reach, box, _names(box.revision), facts, page=page)


def _shipment(reach: Reach) -> Head:
    shipment = (
        Shipment.objects.filter(cooperative_id=reach.owner, node=reach.subject)
        .select_related("customer")
        .get()
    )
    facts = [
        Fact(_("Customer"), shipment.customer.name),
        Fact(_("Delivered to"), shipment.ship_to),
        Fact(_("Vehicle"), f"{shipment.vehicle} · {shipment.driver}"),
        Fact(_("Departed"), moment(shipment.shipped_at)),
    ]
    sentence = _("%(customer)s, %(moment)s") % {
        "customer": shipment.customer.name,
        "moment": moment(shipment.shipped_at),
    }
    return _head(reach, shipment, sentence, facts, page=_delivery_page(reach, "delivery:shipment"))


def _certificate(reach: Reach) -> Head:
    certificate = (
        Certificate.objects.filter(cooperative_id=reach.owner, node=reach.subject)
        .select_related("shipment__customer", "signed_by")
        .get()
    )
    facts = [
        Fact(_("State"), str(certificate.get_status_display())),
        Fact(_("Shipment"), certificate.shipment.code, _dossier(certificate.shipment.code)),
        Fact(_("Signed by"), certificate.signed_by.name),
        Fact(_("Issued"), moment(certificate.issued_at)),
    ]
    sentence = certificate.shipment.customer.name
    return _head(
        reach, certificate, sentence, facts, page=_delivery_page(reach, "delivery:certificate")
    )


def _delivery_page(reach: Reach, address: str) -> str:
    """Owners follow their pieces this far, but the papers are the office's and the customer's."""
    if has_role(reach.viewer, *OFFICE, Role.CUSTOMER):
        return reverse(address, args=[reach.subject.code])
    return ""


def _made_to(reach: Reach, order: WorkOrder) -> list[Fact]:
    order_page = (
        reverse("plans:work_order", args=[order.code])
        if has_role(reach.viewer, *OFFICE, *WORKSHOP)
        else ""
    )
    return [
        Fact(_("Work order"), order.code, order_page),
        Fact(_("Grade"), order.revision.grade.code),
    ]


def _names(revision: PartRevision) -> str:
    part = revision.part
    return f"{part.name} {part.number} rev {revision.revision} · {revision.grade.code}"


def _dossier(code: str) -> str:
    return reverse("portal:trace", args=[code])


def _head(
    reach: Reach,
    record: Owned,
    sentence: str,
    facts: list[Fact],
    readings: list[Measured] | None = None,
    page: str = "",
) -> Head:
    kind = str(KIND_WORDS[reach.subject.kind])
    return Head(kind, sentence, facts, readings or [], record, page)


DESCRIBE: dict[str, Callable[[Reach], Head]] = {
    Kind.MATERIAL_LOT: _material_lot,
    Kind.HEAT: _heat,
    Kind.SAND_BATCH: _sand_batch,
    Kind.CORE_LOT: _core_lot,
    Kind.MOULDS: _moulds,
    Kind.CASTING_LOT: _casting_lot,
    Kind.CASTING: _casting,
    Kind.BOX: _box,
    Kind.SHIPMENT: _shipment,
    Kind.CERTIFICATE: _certificate,
}
