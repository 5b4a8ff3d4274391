"""The nine centres of the ministry's list, and one small co-operative in each but ours."""

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rantai.members.models import CapacityAudit, Membership, MembershipStatus, Workshop
from rantai.portal.example.names import workshop_names
from rantai.records.models import Centre, Cooperative


@dataclass(frozen=True, slots=True)
class Place:
    """A centre, and how many firms its example co-operative has."""

    code: str
    name: str
    province: str
    latitude: str
    longitude: str
    firms: int


OURS = Place("CEPER", "Klaten (Ceper)", "Jawa Tengah", "-7.66100", "110.65800", 150)
OTHERS = (
    Place("TEGAL", "Tegal", "Jawa Tengah", "-6.96600", "109.13700", 11),
    Place("YOGYA", "Yogyakarta", "DI Yogyakarta", "-7.81300", "110.38600", 9),
    Place("SUKABUMI", "Sukabumi", "Jawa Barat", "-6.91700", "106.92700", 7),
    Place("PURBALINGGA", "Purbalingga", "Jawa Tengah", "-7.39000", "109.36300", 8),
    Place("SEMARANG", "Semarang", "Jawa Tengah", "-6.99000", "110.42200", 6),
    Place("PASURUAN", "Pasuruan", "Jawa Timur", "-7.64500", "112.90800", 3),
    Place("SIDOARJO", "Sidoarjo", "Jawa Timur", "-7.44700", "112.71800", 10),
    Place("JABODETABEK", "Jabodetabek", "DKI Jakarta dan sekitarnya", "-6.24000", "106.99200", 12),
)
"""Pasuruan has three firms on purpose: its figures must not be shown."""

OTHERS_SINCE = date(2017, 1, 1)


def open_centres() -> Cooperative:
    """Make the nine centres, our co-operative and the eight others, and return ours."""
    centres = Centre.objects.bulk_create(
        Centre(
            code=place.code,
            name=place.name,
            province=place.province,
            latitude=Decimal(place.latitude),
            longitude=Decimal(place.longitude),
        )
        for place in (OURS, *OTHERS)
    )
    ours, *others = Cooperative.objects.bulk_create(
        [
            Cooperative(
                centre=centres[0],
                code="KBJ",
                name="Koperasi Batur Jaya",
                short_name="KBJ",
                address="Batur, Ceper, Klaten (data contoh)",
                is_example=True,
            ),
            *(
                Cooperative(
                    centre=centre,
                    code=f"{place.code[:9]}-C",
                    name=f"Koperasi Logam {place.name} (contoh)",
                    short_name=f"{place.name} (contoh)",
                    address=f"{place.name} (data contoh)",
                    is_example=True,
                )
                for centre, place in zip(centres[1:], OTHERS, strict=True)
            ),
        ]
    )
    chance = random.Random("other centres")
    for cooperative, place in zip(others, OTHERS, strict=True):
        _members(cooperative, place, chance)
    return ours


def _members(cooperative: Cooperative, place: Place, chance: random.Random) -> None:
    workshops = Workshop.objects.bulk_create(
        Workshop(
            cooperative=cooperative,
            code=f"{place.code[0]}-{number:03d}",
            name=f"{name} (contoh)",
            village=place.name,
        )
        for number, name in enumerate(workshop_names(place.firms, chance), start=1)
    )
    Membership.objects.bulk_create(
        Membership(
            cooperative=cooperative,
            workshop=workshop,
            status=MembershipStatus.ACTIVE,
            valid_from=OTHERS_SINCE,
        )
        for workshop in workshops
    )
    CapacityAudit.objects.bulk_create(
        CapacityAudit(
            cooperative=cooperative,
            workshop=workshop,
            valid_from=OTHERS_SINCE,
            kg_per_month=chance.randrange(3_000, 15_000, 500),
        )
        for workshop in workshops
    )
