"""What the planner, the lab, the customer and a stranger with a file type in this room."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.delivery.actions import Counted, words_of
from rantai.delivery.queries.dossiers import ReceivedContent, SentContent
from rantai.delivery.scoring import Measure, Weight
from rantai.orders.models import Customer
from rantai.orders.queries import customers_visible_to
from rantai.parts.models import PartRevision
from rantai.parts.queries import revisions_visible_to
from rantai.records.fields import CountField, MeasuredField
from rantai.records.models import Account
from rantai.shopfloor.models import Defect

LARGEST_MB = 5


class PackForm(forms.Form):
    revision = forms.ModelChoiceField(PartRevision.objects.none(), widget=forms.HiddenInput)
    customer = forms.ModelChoiceField(Customer.objects.none(), label=gettext_lazy("Customer"))
    quantity = CountField(label=gettext_lazy("Pieces to pack"))

    def __init__(self, *args: Any, viewer: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].queryset = revisions_visible_to(viewer)  # type: ignore[attr-defined]
        self.fields["customer"].queryset = customers_visible_to(viewer)  # type: ignore[attr-defined]


class ShipForm(forms.Form):
    ship_to = forms.CharField(label=gettext_lazy("Ship to"), max_length=60)
    order_number = forms.CharField(
        label=gettext_lazy("Order number"), max_length=35, required=False
    )
    vehicle = forms.CharField(label=gettext_lazy("Vehicle"), max_length=20)
    driver = forms.CharField(label=gettext_lazy("Driver"), max_length=60)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Because"), max_length=200)


class CheckForm(forms.Form):
    """A certificate that somebody wants to have compared with the one that was signed."""

    file = forms.FileField(
        label=gettext_lazy("Certificate file (PDF)"),
        help_text=gettext_lazy("It is compared and not kept. At most 5 MB."),
        required=False,
    )

    def __init__(self, *args: Any, oversize: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.oversize = oversize

    def clean_file(self) -> Any:
        if self.oversize:
            raise ValidationError(
                _("This file is larger than %(limit)d MB, so it is no certificate of ours.")
                % {"limit": LARGEST_MB}
            )
        if not self.cleaned_data.get("file"):
            raise ValidationError(_("No file came along. Choose the certificate's PDF first."))
        return self.cleaned_data["file"]


@dataclass(slots=True)
class CountRow:
    """One box content on the receipt form, with what was typed and what is wrong with it."""

    content: SentContent
    accepted: str = ""
    rejected: str = ""
    defect: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.accepted.strip() or self.rejected.strip() or self.defect.strip())


class ReceiptForm(forms.Form):
    """Accepted and rejected of every box content. Nothing is counted that nobody said."""

    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    customer_reference = forms.CharField(
        label=gettext_lazy("Customer's reference"),
        help_text=gettext_lazy("Such as the number of their receiving note."),
        max_length=40,
        required=False,
    )
    rest_accepted = forms.BooleanField(
        label=gettext_lazy("Rows left empty were accepted in full"), required=False
    )

    def __init__(
        self,
        *args: Any,
        contents: Sequence[SentContent],
        earlier: dict[int, ReceivedContent] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [self._row(content, earlier or {}) for content in contents]
        self.counts: dict[int, Counted] = {}

    def _row(self, content: SentContent, earlier: dict[int, ReceivedContent]) -> CountRow:
        if self.is_bound:
            typed = (self.data.get(f"{name}_{content.pk}", "") for name in COLUMNS)
            return CountRow(content, *typed)
        count = earlier.get(content.pk)
        if count is None:
            return CountRow(content)
        defect = count.defect.code if count.defect else ""
        return CountRow(content, str(count.accepted), str(count.rejected), defect)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_all = "all_accepted" in self.data
        is_rest = bool(cleaned.get("rest_accepted"))
        defects = {defect.code: defect for defect in Defect.objects.all()}
        for row in self.rows:
            if is_all or (is_rest and row.is_empty):
                self.counts[row.content.pk] = Counted(row.content.quantity, 0)
            else:
                self._count(row, defects)
        if any(row.errors for row in self.rows):
            raise ValidationError(_("Some rows still lack a count; they are marked below."))
        return cleaned

    def _count(self, row: CountRow, defects: dict[str, Defect]) -> None:
        code = row.defect.strip().upper().split(" ")[0]
        if code and code not in defects:
            row.errors.append(
                _("There is no defect %(code)s. Choose one of the list.") % {"code": code}
            )
        try:
            accepted = CountField(lowest=0).clean(row.accepted)
            rejected = CountField(lowest=0, required=False).clean(row.rejected) or 0
        except ValidationError as wrong:
            row.errors.extend(wrong.messages)
        else:
            self.counts[row.content.pk] = Counted(accepted, rejected, defects.get(code))


COLUMNS = ("accepted", "rejected", "defect")


class CorrectionForm(ReceiptForm):
    because = forms.CharField(label=gettext_lazy("Because"), max_length=200)


class WeighingForm(forms.Form):
    """A decision on letters: for each measure its weight, and where it earns all and nothing."""

    decision = forms.CharField(
        max_length=120,
        label=gettext_lazy("Decision"),
        help_text=gettext_lazy("The meeting that decided it, so that every member can look it up."),
    )
    valid_from = forms.DateField(
        label=gettext_lazy("Holds from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    months = CountField(
        label=gettext_lazy("Months it looks back"),
        highest=36,
        help_text=gettext_lazy("Twelve, so that the few pieces of a small stream add up."),
    )
    a_from = CountField(label=gettext_lazy("Points for A"), highest=100)
    b_from = CountField(label=gettext_lazy("Points for B"), highest=100)
    c_from = CountField(label=gettext_lazy("Points for C"), highest=100)

    HEADING = ("decision", "valid_from", "months", "a_from", "b_from", "c_from")
    ENDS = (("full", gettext_lazy("All points at")), ("none", gettext_lazy("No points at")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, _measure, _words in self.measures():
            self.fields[f"{key}_weight"] = CountField(
                label=gettext_lazy("Weight"), lowest=0, highest=100
            )
            for end, label in self.ENDS:
                self.fields[f"{key}_{end}"] = MeasuredField(
                    label=label, highest=1_000_000, places=2
                )

    @classmethod
    def measures(cls) -> list[tuple[str, str, str]]:
        """Each row's name in the form, what it measures, and its words."""
        raise NotImplementedError

    @property
    def heading(self) -> list[forms.BoundField]:
        return [self[name] for name in self.HEADING]

    @property
    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (words, [self[f"{key}_{part}"] for part in ("weight", "full", "none")])
            for key, _measure, words in self.measures()
        ]

    def said(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "decision": cleaned["decision"],
            "valid_from": cleaned["valid_from"],
            "months": int(cleaned["months"]),
            "grades": tuple(int(cleaned[f"{letter}_from"]) for letter in "abc"),
        }

    def weight_of(self, key: str, measure: str) -> Weight:
        cleaned = self.cleaned_data
        return Weight(
            measure,
            int(cleaned[f"{key}_weight"]),
            float(cleaned[f"{key}_full"]),
            float(cleaned[f"{key}_none"]),
        )


class GradingForm(WeighingForm):
    @classmethod
    def measures(cls) -> list[tuple[str, str, str]]:
        return [(measure, measure, words_of(measure)) for measure in Measure]

    def said(self) -> dict[str, Any]:
        weights = [self.weight_of(key, measure) for key, measure, _words in self.measures()]
        return {**super().said(), "weights": weights}
