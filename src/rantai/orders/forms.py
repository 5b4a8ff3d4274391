"""A schedule file to read, and a customer to register."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.orders.models import Customer
from rantai.orders.schedule_files import SIZE_LIMIT_BYTES


class UploadForm(forms.Form):
    """The file, and the customer only where the file cannot say it."""

    file = forms.FileField(
        required=False,
        label=gettext_lazy("Schedule file"),
        help_text=gettext_lazy("XLSX, CSV or EDIFACT (DELFOR D.96A or D.97A), at most 5 MB."),
    )
    customer = forms.ModelChoiceField(
        Customer.objects.none(),
        required=False,
        label=gettext_lazy("Customer"),
        empty_label=gettext_lazy("As the file says"),
    )

    def __init__(
        self, *args: Any, customers: QuerySet[Customer], oversize: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = customers  # type: ignore[attr-defined]
        self.oversize = oversize

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if self.oversize:
            # It was refused while it arrived, so the form itself never saw it.
            raise ValidationError(
                _(
                    "%(file)s is larger than %(limit)s MB, so it was not read. Send only the "
                    "schedule, without pictures and other sheets."
                )
                % {"file": self.oversize, "limit": SIZE_LIMIT_BYTES // 2**20}
            )
        if not file:
            raise ValidationError(_("No file came along. Choose the customer's file first."))
        return file


class CustomerForm(forms.Form):
    code = forms.CharField(
        max_length=35,
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("As the customer's files name it, such as the buyer in a DELFOR."),
    )
    name = forms.CharField(max_length=80, label=gettext_lazy("Name"))
    tier = forms.CharField(
        max_length=20,
        required=False,
        label=gettext_lazy("Tier"),
        help_text=gettext_lazy("Its place in the chain, such as 1 or 2."),
    )
    address = forms.CharField(max_length=200, required=False, label=gettext_lazy("Address"))
    supplier_code = forms.CharField(
        max_length=20, required=False, label=gettext_lazy("Our number in the customer's books")
    )
