"""What an 8D states, step by step, in the language now active; paper and workbook print this."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rantai.quality.models import Branch, EightD
from rantai.quality.queries.effect import Effect, Stretch, effect_of
from rantai.quality.queries.eightd import Act, Progress, progress_of
from rantai.quality.queries.scope import Scope, scope_of
from rantai.quality.rules import Shown
from rantai.records.documents.figures import day, moment, number, short_day, short_moment
from rantai.records.documents.parties import Party
from rantai.records.models import Account
from rantai.shopfloor.models import Defect

Value = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """A head, its rows, and how wide each column is beside the others."""

    head: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Section:
    """One of the eight steps: a sentence, and tables where there is something to list."""

    title: str
    sentence: str
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True)
class Report:
    code: str
    cooperative: Party
    problem: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    example: bool


def report_of(viewer: Account, eightd: EightD, at: datetime) -> Report:
    """Everything on record about an 8D; a customer reads of no other customer's shipments."""
    (progress,) = progress_of([eightd], at)
    owner = eightd.cooperative
    return Report(
        code=eightd.code,
        cooperative=Party(owner.name, owner.address),
        problem=eightd.problem,
        facts=_facts(progress),
        sections=[
            _team(progress),
            _problem(eightd, scope := scope_of(viewer, eightd, eightd.customer)),
            _containment(progress, scope),
            _causes(progress),
            *_actions(progress),
            _effect(eightd, effect_of(eightd, at)),
        ],
        example=owner.is_example,
    )


def defect_word(defect: Defect) -> str:
    return f"{defect.code} {defect.name_en if get_language() == 'en' else defect.name}"


def _facts(progress: Progress) -> list[tuple[str, str]]:
    eightd = progress.eightd
    part = eightd.revision.part
    return [
        (_("Part"), f"{part.number} {part.name}, {eightd.revision.revision}"),
        (_("Workshop"), eightd.workshop.code),
        (_("Defect"), defect_word(eightd.defect)),
        (_("Nonconformity"), eightd.nonconformity.code),
        (_("Customer"), eightd.customer.name if eightd.customer else _("our own finding")),
        (_("Customer's number of the claim"), eightd.customer_reference or "–"),
        (_("When the claim came in"), moment(eightd.claimed_at) if eightd.claimed_at else "–"),
        (_("First answer"), moment(progress.answer.occurred_at) if progress.answer else "–"),
        (_("Opened"), moment(eightd.opened_at)),
        (_("Closed"), moment(eightd.closed_at) if eightd.closed_at else _("not yet")),
    ]


def _team(progress: Progress) -> Section:
    rows = [(place.person.name, place.duty) for place in progress.team]
    return Section(f"D1 {_('Team')}", "", [Table([_("Name"), _("Duty")], (1, 2), rows)])


def _problem(eightd: EightD, scope: Scope) -> Section:
    counts = scope.counts
    rows: list[tuple[Value, ...]] = [
        (_("Cast in these lots"), counts.cast),
        (_("Rejected by the customer"), counts.rejected_by_customer),
        (_("Found here"), counts.rejected_here),
        (_("Shipped, in whole boxes"), counts.shipped),
        (_("Held when it was raised"), counts.held),
        (_("Lots concerned"), ", ".join(lot.code for lot in counts.lots) or "–"),
        (_("Heats"), ", ".join(sorted({lot.heat.code for lot in counts.lots})) or "–"),
    ]
    table = Table([_("Counted from the records"), _("Figure")], (1, 2), rows)
    return Section(f"D2 {_('Problem')}", eightd.problem, [table])


def _containment(progress: Progress, scope: Scope) -> Section:
    tables = [
        Table(
            [_("Where"), _("What was done"), _("Checked"), _("Faulty"), _("When")],
            (2, 4, 1, 1, 2),
            [
                (
                    each.get_place_display(),
                    each.done,
                    each.checked,
                    each.faulty,
                    short_moment(each.occurred_at),
                )
                for each in progress.contained
            ],
        ),
        Table(
            [_("Lot"), _("Lies in"), _("Pieces")],
            (3, 2, 1),
            [(row.lot.code, row.workshop, row.quantity) for row in scope.kept],
        ),
        Table(
            [_("Shipment"), _("Box"), _("Pieces")],
            (2, 2, 1),
            [(row.shipment, row.box, row.quantity) for row in scope.sent],
        ),
    ]
    answer = progress.answer.text if progress.answer else ""
    return Section(f"D3 {_('Containment')}", answer, [table for table in tables if table.rows])


def _causes(progress: Progress) -> Section:
    tables = [
        Table(
            [str(branch.label), _("Because …"), _("Root"), _("By")],
            (1, 5, 1, 2),
            [
                (
                    number(why.step),
                    why.text,
                    _("yes") if why.is_root else "",
                    f"{why.recorded_by.name}, {short_moment(why.occurred_at)}",
                )
                for why in progress.chain(branch)
            ],
        )
        for branch in Branch
    ]
    return Section(f"D4 {_('Root causes')}", "", [table for table in tables if table.rows])


def _actions(progress: Progress) -> Iterable[Section]:
    for title, aim in (
        (f"D5, D6 {_('Corrective actions')}", "correct"),
        (f"D7 {_('Prevention')}", "prevent"),
    ):
        acts = progress.acts_for(aim)
        head = [_("What is done"), _("Against"), _("Who does it"), _("Due"), _("Done")]
        rows = [_act(act) for act in acts]
        sentence = "" if acts else _("No action is planned yet.")
        yield Section(title, sentence, [Table(head, (4, 2, 2, 2, 3), rows)] if rows else [])


def _act(act: Act) -> tuple[Value, ...]:
    workshop = act.action.workshop
    who = workshop.code if workshop else act.action.eightd.cooperative.short_name
    done = f"{short_moment(act.done.occurred_at)}: {act.done.note}" if act.done else _("open")
    return (
        act.action.text,
        act.action.get_branch_display(),
        who,
        _due(act),
        done,
    )


def _due(act: Act) -> str:
    """The day it is due now, and how often it was moved: a customer asks for that."""
    due = short_day(act.action.due_on)
    moved = [each for each in act.moves if each.due_before != each.due_on]
    if not moved:
        return due
    return _("%(due)s (first %(first)s)") % {
        "due": due,
        "first": short_day(moved[0].due_before),
    }


def _effect(eightd: EightD, effect: Effect) -> Section:
    head = [_("When cast"), _("Cast"), _("Rejected for it"), "PPM", _("Interval, 95 %")]
    rows = [_stretch(_("Before"), effect.before)]
    if effect.after:
        rows.append(_stretch(_("After"), effect.after))
    tables = [Table(head, (4, 1, 2, 2, 3), rows)]
    if (chart := effect.chart) is not None and eightd.characteristic is not None:
        is_english = get_language() == "en"
        name = eightd.characteristic.name_en if is_english else eightd.characteristic.name
        tables.append(
            Table(
                [name, _("Readings"), _("Signals")],
                (3, 1, 1),
                [
                    (_("Before"), chart.before, chart.signals_before),
                    (_("After"), chart.after, chart.signals_after),
                ],
            )
        )
    return Section(f"D8 {_('Does the cure hold?')}", _verdict(eightd, effect), tables)


def _stretch(label: str, stretch: Stretch) -> tuple[Value, ...]:
    days = f"{label}: {short_day(stretch.begins.date())} – {short_day(stretch.ends.date())}"
    rate = stretch.rate
    if rate is None:
        return (days, 0, 0, "–", "–")
    interval = f"{number(round(rate.lower_per_million))} – {number(round(rate.upper_per_million))}"
    return (days, stretch.pieces, stretch.rejected, number(round(rate.per_million)), interval)


def _verdict(eightd: EightD, effect: Effect) -> str:
    said = {
        Shown.BETTER: _("The figures show that the cure holds."),
        Shown.NOT_SHOWN: _("The figures do not show that the cure holds."),
        Shown.WAITING: _("There are too few figures yet to say whether the cure holds."),
    }[effect.shown]
    closing = eightd.closings.select_related("recorded_by").first()
    if closing is None:
        return said
    closed = _("Closed by %(name)s on %(day)s.") % {
        "name": closing.recorded_by.name,
        "day": day(closing.occurred_at.date()),
    }
    return " ".join(text for text in (said, closed, closing.because) if text)
