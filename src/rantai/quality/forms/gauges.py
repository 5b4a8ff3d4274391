"""What is typed about gauges: a study's readings, in a grid or a file, and the dated rule."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.members.forms import day_field
from rantai.parts.models import Characteristic
from rantai.quality.models import Consequence, StudyKind
from rantai.quality.rules import BAD, BOUNDS, GaugePolicy, Row
from rantai.records.fields import CountField, MeasuredField
from rantai.records.numbers import Plausible, read_decimal
from rantai.records.refusals import Refusal

MOST_CELLS = 600
HIGHEST = 9_999
"""Nothing a workshop gauges reads higher; so 92.005 can only be ninety-two and a little."""

ANY = Plausible(lowest=Decimal(-HIGHEST), highest=Decimal(HIGHEST))
POINTED = re.compile(r"[+-]?\d+\.\d+")
COLUMNS = {
    "part": ("part", "sample", "piece", "bagian", "benda"),
    "operator": ("operator", "appraiser", "inspector", "penguji", "orang"),
    "value": ("value", "reading", "measurement", "nilai", "hasil"),
    "reference": ("reference", "master", "acuan"),
}
YES = {"yes", "good", "ok", "ya", "baik", "1", "g"}
NO = {"no", "bad", "ng", "tidak", "buruk", "0", "b"}


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the grid of a study is: pieces, people, and readings of each by each."""

    parts: int
    people: int
    trials: int


USUAL = {
    StudyKind.CROSSED: Shape(10, 3, 3),
    StudyKind.TYPE_ONE: Shape(1, 1, 25),
    StudyKind.LINEARITY: Shape(5, 1, 12),
    StudyKind.AGREEMENT: Shape(20, 3, 2),
}


class ShapeForm(forms.Form):
    """Which study, and how large; left empty it is as large as is usual."""

    kind = forms.ChoiceField(choices=StudyKind, label=gettext_lazy("Kind of study"))
    parts = CountField(required=False, highest=50, label=gettext_lazy("Pieces"))
    people = CountField(required=False, highest=10, label=gettext_lazy("People"))
    trials = CountField(required=False, highest=60, label=gettext_lazy("Readings of each"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "kind" in cleaned and not self.errors:
            shape = self.shape()
            if shape.parts * shape.people * shape.trials > MOST_CELLS:
                raise ValidationError(
                    _("That is more than %(most)d readings. Send them as a file instead.")
                    % {"most": MOST_CELLS}
                )
        return cleaned

    def kind_asked(self) -> StudyKind:
        return StudyKind(self.cleaned_data["kind"])

    def shape(self) -> Shape:
        kind = self.kind_asked()
        usual = USUAL[kind]
        is_single = kind in (StudyKind.TYPE_ONE, StudyKind.LINEARITY)
        return Shape(
            1 if kind == StudyKind.TYPE_ONE else self.cleaned_data["parts"] or usual.parts,
            1 if is_single else self.cleaned_data["people"] or usual.people,
            self.cleaned_data["trials"] or usual.trials,
        )


class StudyForm(forms.Form):
    """The readings: a cell for each in a grid, or all of them in a file."""

    tolerance = MeasuredField(
        required=False,
        places=5,
        label=gettext_lazy("Width of the tolerance"),
        help_text=gettext_lazy("Left empty, the drawing's limits of the characteristic are taken."),
    )
    file = forms.FileField(
        required=False,
        label=gettext_lazy("Or a CSV file"),
        help_text=gettext_lazy("Columns: part, operator, value and, where needed, reference."),
    )

    def __init__(
        self,
        *args: Any,
        kind: StudyKind,
        shape: Shape,
        characteristics: Iterable[Characteristic],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.shape = kind, shape
        known = {str(each.pk): each for each in characteristics}
        labels = [
            (key, f"{each.revision.part.number} {each.revision.revision}: {each.name}")
            for key, each in known.items()
        ]
        self.fields["characteristic"] = forms.TypedChoiceField(
            choices=[("", _("The gauge as such")), *labels],
            coerce=known.__getitem__,
            empty_value=None,
            required=False,
            label=_("For the characteristic"),
        )
        self.order_fields(["characteristic", "tolerance", "file"])
        for person in range(1, shape.people + 1):
            self.fields[f"person-{person}"] = forms.CharField(
                required=False, max_length=30, label=_("Person %(n)d") % {"n": person}
            )
        for part in range(1, shape.parts + 1):
            if self.has_reference:
                self.fields[f"ref-{part}"] = self._cell(_("Reference of piece %(n)d"), part)
            for person in range(1, shape.people + 1):
                for trial in range(1, shape.trials + 1):
                    name = f"cell-{part}-{person}-{trial}"
                    self.fields[name] = self._cell(_("Piece %(n)d"), part)

    @property
    def is_yes_or_no(self) -> bool:
        return self.kind == StudyKind.AGREEMENT

    @property
    def has_reference(self) -> bool:
        return self.kind != StudyKind.CROSSED

    def _cell(self, label: str, number: int) -> forms.Field:
        said = label % {"n": number}
        if self.is_yes_or_no:
            words = (("", "–"), ("yes", _("Good")), (BAD, _("Not good")))
            return forms.ChoiceField(choices=words, required=False, label=said)
        return MeasuredField(required=False, lowest=-HIGHEST, highest=HIGHEST, label=said)

    def people(self) -> list[forms.BoundField]:
        return [self[f"person-{person}"] for person in range(1, self.shape.people + 1)]

    def trials(self) -> range:
        return range(1, self.shape.trials + 1)

    def grid(self) -> list[tuple[int, forms.BoundField | None, list[forms.BoundField]]]:
        return [
            (
                part,
                self[f"ref-{part}"] if self.has_reference else None,
                [
                    self[f"cell-{part}-{person}-{trial}"]
                    for person in range(1, self.shape.people + 1)
                    for trial in self.trials()
                ],
            )
            for part in range(1, self.shape.parts + 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            file = cleaned.get("file")
            self.rows = self._read(file.read()) if file else self._typed(cleaned)
        return cleaned

    def _typed(self, cleaned: dict[str, Any]) -> list[Row]:
        missing = [
            name
            for name in self.fields
            if name.startswith(("cell-", "ref-")) and cleaned.get(name) in (None, "")
        ]
        if missing:
            raise ValidationError(
                _("%(n)d readings of the grid are not filled in. Read them, or send a file.")
                % {"n": len(missing)}
            )
        found = []
        for part in range(1, self.shape.parts + 1):
            reference = str(cleaned[f"ref-{part}"]) if self.has_reference else ""
            for person in range(1, self.shape.people + 1):
                name = cleaned.get(f"person-{person}") or str(person)
                for trial in self.trials():
                    value = str(cleaned[f"cell-{part}-{person}-{trial}"])
                    found.append(Row(str(part), name, value, reference))
        return found

    def _read(self, content: bytes) -> list[Row]:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            raise ValidationError(
                _("The file is no plain text. Save it as CSV (UTF-8), then send it again.")
            ) from problem
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise ValidationError(_("The file has a head row and no readings, or not even that."))
        between = max(";\t,", key=lines[0].count)
        head, *body = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=between))
        places = self._places([title.strip().lower() for title in head])
        # A file without a comma in its numbers was written by a program: its dots are decimal.
        self.has_commas = any("," in cell for cells in body for cell in cells)
        return [self._row(cells, places, at) for at, cells in enumerate(body, start=2)]

    def _places(self, head: Sequence[str]) -> dict[str, int]:
        places = {
            name: head.index(title)
            for name, titles in COLUMNS.items()
            for title in titles
            if title in head
        }
        needed = {"value", "reference"} if self.has_reference else {"part", "operator", "value"}
        if self.is_yes_or_no:
            needed |= {"part", "operator"}
        if missing := sorted(needed - places.keys()):
            raise ValidationError(
                _("The head row has no column %(names)s.") % {"names": ", ".join(missing)}
            )
        return places

    def _row(self, cells: Sequence[str], places: dict[str, int], at: int) -> Row:
        said = {
            name: cells[place].strip() if place < len(cells) else ""
            for name, place in places.items()
        }
        for name in ("value", "reference"):
            if name in said:
                said[name] = self._value(said[name], name, at)
        return Row(
            said.get("part") or said.get("reference", "") or "1",
            said.get("operator") or "1",
            said["value"],
            said.get("reference", ""),
        )

    def _value(self, text: str, column: str, at: int) -> str:
        where = {"line": at, "column": column, "text": text}
        if self.is_yes_or_no:
            if text.lower() in YES:
                return "yes"
            if text.lower() in NO:
                return BAD
            raise ValidationError(
                _("Line %(line)d, %(column)s: “%(text)s” is neither good nor not good.") % where
            )
        if not self.has_commas and POINTED.fullmatch(text):
            return text
        try:
            return str(read_decimal(text, ANY))
        except Refusal as refused:
            raise ValidationError(
                _("Line %(line)d, %(column)s: %(why)s") % {**where, "why": refused.sentence}
            ) from refused


BOUND_LABELS = {
    "grr_pct": gettext_lazy("Gauge error, % of study or tolerance"),
    "ndc": gettext_lazy("Distinct categories (ndc)"),
    "cg": gettext_lazy("Cg and Cgk"),
    "bias_pct": gettext_lazy("Largest bias, % of tolerance"),
    "kappa": gettext_lazy("Kappa against the reference"),
    "effectiveness_pct": gettext_lazy("Pieces judged right each time, %"),
    "miss_pct": gettext_lazy("Bad pieces passed, %"),
    "false_alarm_pct": gettext_lazy("Good pieces refused, %"),
}


class GaugeRuleForm(forms.Form):
    """From a day on: what a doubtful gauge does to a reading, and what a study must show."""

    valid_from = day_field(gettext_lazy("Holds from"))
    on_failed = forms.ChoiceField(
        choices=Consequence, label=gettext_lazy("Calibration or study failed")
    )
    on_expired = forms.ChoiceField(choices=Consequence, label=gettext_lazy("Calibration run out"))
    on_unproven = forms.ChoiceField(choices=Consequence, label=gettext_lazy("Never calibrated"))
    warn_days = CountField(highest=365, label=gettext_lazy("Days of warning before it runs out"))

    def __init__(self, *args: Any, policy: GaugePolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in BOUNDS:
            for place, word in enumerate((_("good at"), _("may do at"))):
                field = forms.FloatField(
                    min_value=0,
                    localize=True,
                    initial=policy.bounds[name][place],
                    label=f"{BOUND_LABELS[name]}: {word}",
                )
                self.fields[f"{name}-{place}"] = field

    def said(self) -> dict[str, Any]:
        told = self.cleaned_data
        names = ("valid_from", "on_failed", "on_expired", "on_unproven", "warn_days")
        bounds = {name: (told[f"{name}-0"], told[f"{name}-1"]) for name in BOUNDS}
        return {**{name: told[name] for name in names}, "bounds": bounds}
