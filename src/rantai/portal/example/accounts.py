"""The people who sign in: one for each desk, and an owner and an operator for each maker."""

from datetime import UTC, datetime
from typing import NamedTuple

from rantai.portal.example.makers import BLOCK_MAKERS, SHOWN, SLEEVE_MAKERS
from rantai.records.models import Account, Cooperative, Role

SINCE = datetime(2018, 7, 1, tzinfo=UTC)
DESKS = (
    ("lab", "Ratna Handayani", Role.LAB),
    ("perencana", "Bambang Sulistyo", Role.PLANNER),
    ("bendahara", "Endang Lestari", Role.TREASURER),
    ("pelanggan", "Dewi Kurniawan", Role.CUSTOMER),
    ("pendamping", "Heru Prasetyo", Role.MENTOR),
)
OWNERS = [
    "Hartono",
    "Sasongko",
    "Mulyadi",
    "Santoso",
    "Wagiman",
    "Sugeng",
    "Darsono",
    "Handoko",
    "Sarwono",
    "Gunawan",
    "Nugroho",
    "Kasno",
    "Suparno",
    "Widodo",
    "Ngatno",
    "Basuki",
]
OPERATORS = [
    "Slamet",
    "Parjo",
    "Joko",
    "Eko",
    "Agus",
    "Tri",
    "Rudi",
    "Yanto",
    "Mardi",
    "Budi",
    "Wahyu",
    "Dwi",
    "Heru",
    "Sutrisno",
    "Paijo",
    "Sugiyo",
]


class Pair(NamedTuple):
    owner: Account
    operator: Account


def open_accounts(cooperative: Cooperative) -> tuple[dict[str, Account], dict[str, Pair]]:
    """Return the desks by name, and each maker's owner and operator by its code."""
    codes = sorted((*BLOCK_MAKERS, *SLEEVE_MAKERS), key=lambda code: (code != SHOWN, code))
    desks = {name: _account(name, person, role, cooperative) for name, person, role in DESKS}
    desks["kementerian"] = _account("kementerian", "Siti Rahayu", Role.MINISTRY, None)
    makers = {
        code: Pair(
            _account(f"pemilik-{_short(code)}", f"{owner} ({code})", Role.OWNER, cooperative),
            _account(f"operator-{_short(code)}", f"{hand} ({code})", Role.OPERATOR, cooperative),
        )
        for code, owner, hand in zip(codes, OWNERS, OPERATORS, strict=True)
    }
    Account.objects.bulk_create(
        [*desks.values(), *(each for pair in makers.values() for each in pair)]
    )
    return desks, makers


def _short(code: str) -> str:
    return code.replace("-", "").lower()


def _account(username: str, name: str, role: Role, cooperative: Cooperative | None) -> Account:
    return Account(
        username=username,
        # No password fits: these sign in by one click, and only while they are an example.
        password=f"!contoh-{username}",
        email=f"{username}@contoh.invalid",
        name=name,
        role=role,
        cooperative=cooperative,
        is_example=True,
        date_joined=SINCE,
    )
