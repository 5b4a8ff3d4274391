"""The customer's page of quality."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rantai.portal.queries.customer import quality_for
from rantai.records.models import Role
from rantai.records.queries import acting_as
from rantai.records.requests import SignedInRequest


def quality(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.CUSTOMER)
    shown = quality_for(request.user, timezone.now())
    return render(request, "portal/customer_quality.html", {"shown": shown})
