"""Which file of readings comes in, and which readings go out."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.members.models import Workshop
from rantai.parts.models import Part
from rantai.quality.actions.taking_readings import digest_of
from rantai.quality.aqdef import ReadingFile, decoded, read_file, read_pair
from rantai.records.refusals import Refusal

MOST_BYTES = 5 * 1024 * 1024


class ReadingFileForm(forms.Form):
    """A DFQ, or a DFD with its DFX."""

    file = forms.FileField(
        label=gettext_lazy("File (DFQ, or DFD)"),
        help_text=gettext_lazy("As the other quality system exports it: AQDEF, K-fields."),
    )
    values = forms.FileField(
        required=False,
        label=gettext_lazy("Values (DFX)"),
        help_text=gettext_lazy("Only when the head is a DFD."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        texts = [self._text(name) for name in ("file", "values") if cleaned.get(name)]
        try:
            cleaned["read"] = read_pair(*texts) if len(texts) == 2 else read_file(texts[0])
        except Refusal as refused:
            raise forms.ValidationError(refused.sentence) from refused
        cleaned["digest"] = digest_of(*texts)
        return cleaned

    def _text(self, name: str) -> str:
        sent = self.cleaned_data[name]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Export a shorter time."))
        return decoded(sent.read())

    def read(self) -> ReadingFile:
        found: ReadingFile = self.cleaned_data["read"]
        return found


class ExportForm(forms.Form):
    """Which readings, and how the other side wants them written."""

    part = forms.ModelChoiceField(Part.objects.none(), label=gettext_lazy("Part"))
    workshop = forms.ModelChoiceField(
        Workshop.objects.none(),
        required=False,
        label=gettext_lazy("Workshop"),
        empty_label=gettext_lazy("All workshops"),
    )
    begins = forms.DateField(
        required=False,
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends = forms.DateField(
        required=False,
        label=gettext_lazy("To"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    shape = forms.ChoiceField(
        choices=(
            ("dfq", gettext_lazy("One file (DFQ)")),
            ("pair", gettext_lazy("Head and values (DFD and DFX)")),
        ),
        label=gettext_lazy("Files"),
    )
    comma = forms.BooleanField(required=False, label=gettext_lazy("Decimal comma"))

    def __init__(
        self, *args: Any, parts: QuerySet[Part], workshops: QuerySet[Workshop], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].queryset = parts  # type: ignore[attr-defined]
        self.fields["workshop"].queryset = workshops  # type: ignore[attr-defined]
