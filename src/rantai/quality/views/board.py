"""The lab's board."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from rantai.quality.queries import (
    first_samples,
    latest_inspections,
    lots_waiting,
    stops_on_board,
)
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role
from rantai.records.requests import SignedInRequest

MOST = 50


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    lots, waiting = lots_waiting(request.user, MOST)
    lot_page = "quality:inspect" if has_role(request.user, Role.LAB) else "portal:trace"
    context = {
        "now": timezone.now(),
        # One address for the whole table: asking for each of fifty takes longer than the rest.
        "lot_address": reverse(lot_page, args=["-"]).removesuffix("-/"),
        "samples": first_samples(request.user, MOST),
        "lots": lots,
        "waiting": waiting,
        "stops": stops_on_board(request.user, 20),
        "inspections": latest_inspections(request.user, 15),
    }
    return render(request, "quality/index.html", context)
