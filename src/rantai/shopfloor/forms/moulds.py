"""Sand, cores and moulds as they are typed; hardness and tests are never filled in beforehand."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rantai.members.forms import day_field
from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.plans.models import WorkOrder
from rantai.records.fields import CountField, MeasuredField
from rantai.records.models import Account
from rantai.shopfloor.forms.facts import FactForm
from rantai.shopfloor.models import CoreLot, MouldMeasure, MouldRun, Pour, SandBatch
from rantai.shopfloor.queries.moulds import NO_LIMIT, Limit, RunSheet, cores_of, sand_of
from rantai.shopfloor.rules import SAND_TESTS, ladle_letter, span_words

MOST = 2_000
HIGHEST = 9_999
CORE_FIGURES = ("core_box", "quantity", "binder", "usable_until")


class SandForm(FactForm):
    moisture_pct = MeasuredField(
        label=MouldMeasure.MOISTURE.label, required=False, places=2, highest=100, unit="%"
    )
    compactability_pct = MeasuredField(
        label=MouldMeasure.COMPACTABILITY.label, required=False, places=2, highest=100, unit="%"
    )
    green_strength_kpa = MeasuredField(
        label=MouldMeasure.GREEN_STRENGTH.label,
        required=False,
        places=1,
        highest=HIGHEST,
        unit="kPa",
    )
    permeability = MeasuredField(
        label=MouldMeasure.PERMEABILITY.label, required=False, places=1, highest=HIGHEST
    )

    def __init__(self, *args: Any, limits: Mapping[str, Limit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, limit in limits.items():
            if name in self.fields:
                self.fields[name].help_text = _limits(limit)


class CoreForm(FactForm):
    core_box = forms.CharField(max_length=40, label=_("Core box"))
    quantity = CountField(label=_("Cores made"))
    binder = forms.CharField(
        max_length=60,
        required=False,
        label=_("Sand and binder"),
        help_text=_("Such as water glass with CO2."),
    )
    usable_until = forms.DateTimeField(
        required=False,
        label=_("Usable until"),
        help_text=_("Leave it empty if nobody knows."),
        widget=forms.DateTimeInput({"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


class CloseForm(FactForm):
    """The last run's pattern, sand and cores are offered; its hardness never."""

    work_order = forms.ModelChoiceField(WorkOrder.objects.none(), label=_("Work order"))
    pattern = forms.CharField(max_length=40, label=_("Pattern"))
    first = CountField(label=_("First mould"), highest=MOST)
    last = CountField(label=_("Last mould"), highest=MOST)
    hardness = CountField(label=MouldMeasure.HARDNESS.label, required=False, lowest=0, highest=100)
    sand_batch = forms.ModelChoiceField(
        SandBatch.objects.none(),
        required=False,
        label=_("Sand batch"),
        empty_label="–",
        to_field_name="code",
    )
    core_lot = forms.ModelChoiceField(
        CoreLot.objects.none(),
        required=False,
        label=_("Core lot"),
        empty_label="–",
        to_field_name="code",
    )

    def __init__(
        self,
        *args: Any,
        orders: QuerySet[WorkOrder],
        sand: QuerySet[SandBatch],
        cores: QuerySet[CoreLot],
        limit: Limit,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("work_order", orders), ("sand_batch", sand), ("core_lot", cores)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.fields["hardness"].help_text = " ".join(
            filter(None, (_limits(limit), _now("Leave it empty if nobody measured.")))
        )


class CorrectMouldsForm(forms.Form):
    """What is left empty stays as it was written; sand and cores stand as they are chosen."""

    _typed = ("pattern", "first", "last", "hardness")

    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    pattern = forms.CharField(max_length=40, required=False, label=_("Pattern"))
    first = CountField(label=_("First mould"), required=False, highest=MOST)
    last = CountField(label=_("Last mould"), required=False, highest=MOST)
    hardness = CountField(label=MouldMeasure.HARDNESS.label, required=False, lowest=0, highest=100)
    sand_batch = forms.ModelChoiceField(
        SandBatch.objects.none(),
        required=False,
        label=_("Sand batch"),
        empty_label=_("not recorded"),
        to_field_name="code",
    )
    core_lot = forms.ModelChoiceField(
        CoreLot.objects.none(),
        required=False,
        label=_("Core lot"),
        empty_label=_("not recorded"),
        to_field_name="code",
    )
    because = forms.CharField(max_length=200, label=_("Why"))

    def __init__(self, *args: Any, run: MouldRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = run.pk
        for name, rows, made in (
            ("sand_batch", sand_of(run), run.sand_batch),
            ("core_lot", cores_of(run), run.core_lot),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
            self.initial[name] = made and made.code
            if not rows:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = any(cleaned.get(name) not in ("", None) for name in self._typed)
        chosen = any(
            getattr(cleaned.get(name), "code", None) != self.initial[name]
            for name in ("sand_batch", "core_lot")
            if name in self.fields
        )
        if not self.errors and not typed and not chosen:
            raise forms.ValidationError(
                _now("No new value is written yet. Write what it should be.")
            )
        return cleaned

    def said(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        chosen: dict[str, Any] = {
            name: said.pop(name) for name in ("sand_batch", "core_lot") if name in said
        }
        return {
            **chosen,
            **{name: value for name, value in said.items() if value not in ("", None)},
        }


class CorrectSandForm(forms.Form):
    """What is left empty stays as it was written."""

    because = forms.CharField(max_length=200, label=_("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tests = {name: field for name, field in SandForm.base_fields.items() if name in SAND_TESTS}
        self.fields = {**deepcopy(tests), **self.fields}

    def tests(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._told()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self._told():
            raise forms.ValidationError(
                _now("No new value is written yet. Write what it should be.")
            )
        return cleaned

    def _told(self) -> list[str]:
        return [name for name in SAND_TESTS if self.cleaned_data.get(name) is not None]


class CorrectCoresForm(forms.Form):
    """What is left empty stays as it was written."""

    because = forms.CharField(max_length=200, label=_("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures = {name: deepcopy(CoreForm.base_fields[name]) for name in CORE_FIGURES}
        for field in figures.values():
            field.required = field.widget.is_required = False
            field.help_text = ""
        self.fields = {**figures, **self.fields}

    def figures(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._told()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self._told():
            raise forms.ValidationError(
                _now("No new value is written yet. Write what it should be.")
            )
        return cleaned

    def _told(self) -> list[str]:
        return [name for name in CORE_FIGURES if self.cleaned_data.get(name) not in ("", None)]


class FillForm(forms.Form):
    """Which moulds a ladle filled: all that are empty in a run, or from one number to another."""

    fact = forms.UUIDField(required=False, widget=forms.HiddenInput)
    pour = forms.TypedChoiceField(label=_("Ladle"))
    run = forms.TypedChoiceField(label=_("Moulds"))
    first = CountField(
        label=_("First mould"),
        required=False,
        highest=MOST,
        help_text=_("Leave both empty if all of them were filled."),
    )
    last = CountField(label=_("Last mould"), required=False, highest=MOST)

    def __init__(
        self, *args: Any, pours: Sequence[Pour], runs: Sequence[RunSheet], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pours = {str(pour.pk): pour for pour in pours}
        self.runs = {str(sheet.run.pk): sheet for sheet in runs}
        for name, choices in (
            ("pour", [(key, ladle_letter(each.ladle)) for key, each in self.pours.items()]),
            ("run", [(key, _empty(each)) for key, each in self.runs.items()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def filled(self) -> dict[str, Any]:
        sheet = self.runs[self.cleaned_data["run"]]
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        begins, ends = sheet.left[0]
        return {
            "pour": self.pours[self.cleaned_data["pour"]],
            "run": sheet.run,
            "first": first or begins,
            # A lone first number is one mould.
            "last": last or (first if first else ends),
            "fact_id": self.cleaned_data["fact"],
        }


class LimitForm(forms.Form):
    workshop = forms.ModelChoiceField(
        Workshop.objects.none(),
        label=_("For"),
        required=False,
        empty_label=_("Every member without a limit of its own"),
    )
    measure = forms.ChoiceField(label=_("Measure"), choices=MouldMeasure.choices)
    valid_from = day_field(_("From the day"))
    low = MeasuredField(label=_("At least"), required=False, places=2, highest=HIGHEST)
    high = MeasuredField(label=_("At most"), required=False, places=2, highest=HIGHEST)

    def __init__(self, data: Any, *, workshop: Workshop | None, viewer: Account) -> None:
        super().__init__(data)
        self.own = workshop
        if workshop is not None:
            del self.fields["workshop"]
            return
        field = self.fields["workshop"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = workshops_visible_to(viewer)

    def limit(self) -> dict[str, Any]:
        return {**self.cleaned_data, "workshop": self.own or self.cleaned_data.get("workshop")}


def _empty(sheet: RunSheet) -> str:
    spans = ", ".join(map(span_words, sheet.left))
    run: MouldRun = sheet.run
    return f"{run.pattern} · {spans} · {run.code}"


def _limits(limit: Limit = NO_LIMIT) -> str:
    words = limit.words
    return _now("Limits %(limits)s.") % {"limits": words} if words else ""
