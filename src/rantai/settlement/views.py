"""The treasurer's pages, and the owner's own statements."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rantai.orders.models import Customer
from rantai.records.documents.typesetting import Language
from rantai.records.models import Role
from rantai.records.queries import acting_as, has_role, history_of, owned_by
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest
from rantai.settlement.actions import (
    agree_customer_price,
    agree_member_price,
    close_settlement,
    decide_deduction_rule,
    give_advance,
)
from rantai.settlement.documents.statement import typeset_statement
from rantai.settlement.forms import AdvanceForm, CloseForm, PriceForm, RuleForm, ThroughForm
from rantai.settlement.models import (
    CustomerPrice,
    DeductionKind,
    DeductionRule,
    MemberPrice,
    Settlement,
)
from rantai.settlement.papers import statement_paper
from rantai.settlement.queries import (
    customers_to_settle,
    newest_statements,
    outstanding_advances,
    period_account,
    settlements_visible_to,
    statement_details,
    statements_visible_to,
)
from rantai.settlement.rules import ORDER

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.TREASURER, Role.OWNER)
    if has_role(request.user, Role.OWNER):
        context = {
            "statements": newest_statements(request.user)[:24],
            "advances": outstanding_advances(request.user),
        }
        return render(request, "settlement/money.html", context)
    context = {
        "customers": customers_to_settle(request.user),
        "settlements": settlements_visible_to(request.user)[:50],
    }
    return render(request, "settlement/index.html", context)


def close(request: SignedInRequest, customer: str) -> HttpResponse:
    """First the day, then the account up to it, then the invoice that it must match."""
    acting_as(request.user, Role.TREASURER)
    subject = get_object_or_404(owned_by(request.user, Customer.objects.all()), code=customer)
    chosen = ThroughForm(request.GET or None)
    if not chosen.is_valid():
        return render(request, "settlement/choose.html", {"customer": subject, "form": chosen})
    through = chosen.cleaned_data["through"]
    form = CloseForm(request.POST or None)
    if form.is_valid():
        try:
            closed = _closed(request, subject, through, form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(code)s is closed.") % {"code": closed.code})
            return redirect("settlement:settlement", code=closed.code)
    account = period_account(subject, through)
    context = {
        "customer": subject,
        "account": account,
        "kinds": [DeductionKind(kind).label for kind in ORDER],
        "opened": account.member(request.GET.get("bengkel", "")),
        "form": form,
        "through": f"{through:%Y-%m-%d}",
    }
    # One address for the page and for its panel alone, so a cache must tell them apart.
    page = "settlement/_member.html" if "HX-Request" in request.headers else "settlement/close.html"
    response = render(request, page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _closed(
    request: SignedInRequest, customer: Customer, through: date, form: CloseForm
) -> Settlement:
    return close_settlement(
        customer=customer,
        through=through,
        invoice_number=form.cleaned_data["invoice_number"],
        invoice_rupiah=form.cleaned_data["invoice_rupiah"],
        seen_fingerprint=form.cleaned_data["seen"],
        by=request.user,
        at=timezone.now(),
    )


def settlement(request: SignedInRequest, code: str) -> HttpResponse:
    subject = get_object_or_404(settlements_visible_to(request.user), code=code)
    context = {
        "subject": subject,
        "statements": subject.statements.select_related("workshop"),
        "history": history_of(request.user, subject),
    }
    return render(request, "settlement/settlement.html", context)


def sheet(request: SignedInRequest, code: str) -> HttpResponse:
    # The spreadsheet library loads when somebody asks for a spreadsheet, not at every start.
    from rantai.settlement.workbook import settlement_workbook

    subject = get_object_or_404(settlements_visible_to(request.user), code=code)
    response = HttpResponse(settlement_workbook(subject), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{subject.code}.xlsx"'
    return response


def statement(request: SignedInRequest, code: str, workshop: str) -> HttpResponse:
    subject = get_object_or_404(
        statements_visible_to(request.user), settlement__code=code, workshop__code=workshop
    )
    is_treasurer = has_role(request.user, Role.TREASURER)
    context = {"subject": subject, "is_treasurer": is_treasurer, **statement_details(subject)}
    return render(request, "settlement/statement.html", context)


def statement_pdf(request: SignedInRequest, code: str, workshop: str) -> HttpResponse:
    subject = get_object_or_404(
        statements_visible_to(request.user), settlement__code=code, workshop__code=workshop
    )
    language: Language = "en" if get_language() == "en" else "id"
    pdf = typeset_statement(
        statement_paper(subject), language=language, at=subject.settlement.closed_at
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{subject.code}.pdf"'
    return response


def advances(request: SignedInRequest) -> HttpResponse:
    cooperative = acting_as(request.user, Role.TREASURER)
    form = AdvanceForm(request.POST or None, cooperative=cooperative)
    if form.is_valid():
        try:
            advance = give_advance(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(code)s is recorded.") % {"code": advance.code})
            return redirect("settlement:advances")
    context = {
        "form": form,
        "outstanding": outstanding_advances(request.user),
    }
    return render(request, "settlement/advances.html", context)


def prices(request: SignedInRequest) -> HttpResponse:
    cooperative = acting_as(request.user, Role.TREASURER)
    is_rule = request.POST.get("form") == "rule"
    price_form = PriceForm(
        request.POST if request.POST and not is_rule else None, cooperative=cooperative
    )
    rule_form = RuleForm(request.POST if is_rule else None)
    if (done := _agree(request, price_form, rule_form)) is not None:
        return done
    context = {
        "price_form": price_form,
        "rule_form": rule_form,
        "member_prices": owned_by(
            request.user, MemberPrice.objects.select_related("part", "workshop")
        ),
        "customer_prices": owned_by(
            request.user, CustomerPrice.objects.select_related("part", "customer")
        ),
        "rules": owned_by(request.user, DeductionRule.objects.all()),
    }
    return render(request, "settlement/prices.html", context)


def _agree(
    request: SignedInRequest, price_form: PriceForm, rule_form: RuleForm
) -> HttpResponse | None:
    now = timezone.now()
    form: PriceForm | RuleForm
    try:
        if price_form.is_valid():
            form = price_form
            agreed = dict(price_form.cleaned_data)
            customer, workshop = agreed.pop("customer"), agreed.pop("workshop")
            if customer:
                agree_customer_price(**agreed, customer=customer, by=request.user, at=now)
            else:
                agree_member_price(**agreed, workshop=workshop, by=request.user, at=now)
        elif rule_form.is_valid():
            form = rule_form
            decided = dict(rule_form.cleaned_data)
            kind = DeductionKind(decided.pop("kind"))
            decide_deduction_rule(**decided, kind=kind, by=request.user, at=now)
        else:
            return None
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    messages.success(request, _("Saved. It holds from that day; earlier days keep theirs."))
    return redirect("settlement:prices")
