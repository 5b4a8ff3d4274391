"""What a person types about keeping a machine: plans, rounds, breakdowns, hours and spares."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from rantai.machines.actions import Sent
from rantai.machines.booking_forms import count_field, moment_field
from rantai.machines.queries import SpareLeft
from rantai.members.forms import day_field
from rantai.records.rules import PHOTOS


class PlanForm(forms.Form):
    name = forms.CharField(label=_("What is to be done"), max_length=80)
    every_days = count_field(_("Every so many days"), 3650, required=False)
    every_hours = count_field(
        _("Every so many hours"),
        100_000,
        required=False,
        help_text=_("With both, whichever comes first."),
    )
    valid_from = day_field(_("From the day"))


class SparesForm(forms.Form):
    """Asks of each spare on the machine's list how many the work took."""

    def __init__(self, *args: Any, kept: Sequence[SpareLeft], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        for each in kept:
            self.fields[_spare(each)] = count_field(
                _("%(spare)s used") % {"spare": each.spare},
                1000,
                required=False,
                help_text=_("%(left)s on the shelf") % {"left": number_format(each.left)},
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["spares"] = {
            each.spare.pk: cleaned.pop(_spare(each), None) or 0 for each in self.kept
        }
        return cleaned


def _spare(each: SpareLeft) -> str:
    return f"spare_{each.spare.pk}"


class RoundForm(SparesForm):
    done_on = day_field(_("Done on"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class PhotoForm(forms.Form):
    """A picture straight from the phone's camera, or one taken before."""

    photo = forms.FileField(
        label=_("Photo"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(PHOTOS)}),
        help_text=_("JPEG, PNG or WebP, at most 5 MB."),
    )

    def __init__(self, *args: Any, oversize: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.oversize = oversize

    def clean_photo(self) -> Sent | None:
        if self.oversize:
            raise forms.ValidationError(
                _("%(name)s is larger than 5 MB. Make it smaller, then send it again.")
                % {"name": self.oversize}
            )
        upload = self.cleaned_data.get("photo")
        return Sent(upload.name or "", upload.read()) if upload else None


class BreakdownForm(PhotoForm):
    broke_at = moment_field(_("Stopped at"))
    what = forms.CharField(label=_("What is broken"), max_length=200)
    field_order = ("broke_at", "what", "photo")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].required = False


class RepairForm(SparesForm):
    repaired_at = moment_field(_("Runs again since"))
    what = forms.CharField(label=_("What was done"), max_length=200)


class HoursForm(forms.Form):
    hours = forms.DecimalField(
        label=_("What the counter shows, in hours"),
        min_value=0,
        max_digits=9,
        decimal_places=1,
        localize=True,
    )


class SpareForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=80)
    at_least = count_field(_("Keep at least"), 1000)


class MoveForm(forms.Form):
    quantity = forms.IntegerField(
        label=_("How many"),
        min_value=-1000,
        max_value=1000,
        localize=True,
        help_text=_("With a minus for what was used."),
    )
    because = forms.CharField(label=_("Because"), max_length=120)
    rupiah_each = count_field(
        _("Price of each, in rupiah"),
        1_000_000_000,
        required=False,
        help_text=_("For what came in; what is used later is counted at the last price."),
    )
