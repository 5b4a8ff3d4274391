"""A check sheet as a form: a score for each item in words, a photo, and what was agreed."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from rantai.members.forms import day_field
from rantai.mentoring.actions import ItemSaid, Sent
from rantai.mentoring.models import CheckItem, CheckSheet, ItemScore, Stage

NOT_APPLICABLE = "-"
PARTS = ("score", "note", "photo", "finding", "action", "owner", "due_on")


def _photo(label: Any) -> forms.FileField:
    return forms.FileField(
        required=False,
        label=label,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )


def sent(upload: "UploadedFile[bytes] | None") -> Sent | None:
    return Sent(upload.name or "", upload.read()) if upload else None


def oversize_error(name: str) -> ValidationError:
    # It was refused while it arrived, so the form itself never saw it.
    return ValidationError(
        _("%(name)s is larger than 5 MB. Make it smaller, then send it again.") % {"name": name}
    )


def _scores(item: CheckItem) -> list[tuple[str, str]]:
    scale = [(str(score), f"{score} · {words}") for score, words in item.scale]
    return [*scale, (NOT_APPLICABLE, str(_("Does not apply here")))]


class VisitForm(forms.Form):
    """No score is filled in beforehand: nobody has looked yet."""

    visit_id = forms.UUIDField(widget=forms.HiddenInput)
    visited_on = day_field(_("Day of the visit"))
    stage = forms.TypedChoiceField(label=_("Stage"), coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        *args: Any,
        sheet: CheckSheet,
        stages: list[Stage],
        oversize: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.oversize = oversize
        self.items = list(sheet.items.all())
        if stages:
            self.fields["stage"].choices = [  # type: ignore[attr-defined]
                ("", _("no stage")),
                *((stage.number, f"{stage.number}. {stage.words}") for stage in stages),
            ]
        else:
            del self.fields["stage"]
        for item in self.items:
            self._add(item)
        if sheet.takes_workbook:
            self.fields["workbook"] = forms.FileField(
                required=False,
                label=_("The customer's own workbook"),
                help_text=_("XLSX or PDF, at most 5 MB. It is kept as it is."),
            )

    def _add(self, item: CheckItem) -> None:
        given: dict[str, forms.Field] = {
            "score": forms.ChoiceField(
                label=item.words,
                required=False,
                choices=_scores(item),
                widget=forms.RadioSelect,
            ),
            "note": forms.CharField(label=_("Note"), max_length=300, required=False),
            "photo": _photo(_("Photo")),
            "finding": forms.CharField(label=_("What you found"), max_length=300, required=False),
            "action": forms.CharField(label=_("What is done"), max_length=300, required=False),
            "owner": forms.CharField(label=_("By whom"), max_length=80, required=False),
            "due_on": day_field(_("Until")),
        }
        given["due_on"].required = False
        for part, field in given.items():
            self.fields[f"i{item.number}_{part}"] = field

    @cached_property
    def heading(self) -> list[forms.BoundField]:
        names = ("visit_id", "visited_on", "stage")
        return [self[name] for name in names if name in self.fields]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {"item": item, **{part: self[f"i{item.number}_{part}"] for part in PARTS}}
            for item in self.items
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.oversize:
            raise oversize_error(self.oversize)
        return cleaned

    def said(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "visit_id": cleaned["visit_id"],
            "visited_on": cleaned["visited_on"],
            "stage": cleaned.get("stage"),
            "workbook": sent(cleaned.get("workbook")),
            "said": [self._item(item) for item in self.items],
        }

    def _item(self, item: CheckItem) -> ItemSaid:
        given = {part: self.cleaned_data.get(f"i{item.number}_{part}") for part in PARTS}
        score = given["score"]
        due: date | None = given["due_on"]
        return ItemSaid(
            item=item,
            score=None if score in ("", NOT_APPLICABLE, None) else int(score),
            note=given["note"] or "",
            photo=sent(given["photo"]),
            finding=given["finding"] or "",
            action=given["action"] or "",
            owner=given["owner"] or "",
            due_on=due,
        )


class CorrectItemForm(forms.Form):
    value = forms.ChoiceField(label=_("Score"), widget=forms.RadioSelect)
    because = forms.CharField(label=_("Why the score was wrong"), max_length=200)

    def __init__(self, *args: Any, score: ItemScore, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = _scores(score.item)  # type: ignore[attr-defined]

    def clean_value(self) -> int | None:
        value = self.cleaned_data["value"]
        return None if value == NOT_APPLICABLE else int(value)


class CloseActionForm(forms.Form):
    done_on = day_field(_("Done since"))
    note = forms.CharField(label=_("What was done"), max_length=300, widget=forms.Textarea)
    proof = forms.FileField(
        required=False,
        label=_("Photo or paper that shows it"),
        help_text=_("JPEG, PNG, WebP, PDF or XLSX, at most 5 MB."),
    )

    def __init__(self, *args: Any, oversize: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.oversize = oversize

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.oversize:
            raise oversize_error(self.oversize)
        return cleaned

    def said(self) -> dict[str, Any]:
        return {**self.cleaned_data, "proof": sent(self.cleaned_data["proof"])}
