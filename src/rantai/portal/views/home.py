"""Home: today's work of whoever signed in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from rantai.portal.queries.today.customer import customer_day
from rantai.portal.queries.today.lab import lab_day
from rantai.portal.queries.today.mentor import mentor_day
from rantai.portal.queries.today.office import planner_day, treasurer_day
from rantai.portal.queries.today.workshop import operator_day, owner_day
from rantai.records.models import Account, Role
from rantai.records.requests import SignedInRequest

DAYS: dict[str, Callable[[Account, datetime], Any]] = {
    Role.OPERATOR: operator_day,
    Role.OWNER: owner_day,
    Role.LAB: lab_day,
    Role.PLANNER: planner_day,
    Role.TREASURER: treasurer_day,
    Role.CUSTOMER: customer_day,
    Role.MENTOR: mentor_day,
}


def home(request: SignedInRequest) -> HttpResponse:
    role, at = request.user.role, timezone.now()
    if role == Role.MINISTRY:
        return redirect("portal:ministry")
    context = {"day": DAYS[role](request.user, at), "at": at, "today": timezone.localdate(at)}
    return render(request, f"portal/home_{role}.html", context)
