"""Whatever a strange client sends by the contract or against it: no failure, no nonsense kept."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rantai.portal.inbox import ROOMS
from rantai.portal.wsgi import ways
from rantai.records.inbox import applying
from rantai.records.inbox.kinds import Made
from rantai.records.models import ToldFact
from tests.cast import Cast
from tests.rantai.portal.one_connection import connections_stay
from tests.rantai.portal.phone import Phone

pytestmark = pytest.mark.django_db

FAILS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    with connections_stay():
        yield


def signed_in(cast: Cast) -> dict[str, str]:
    """What a browser shows in which the operator is signed in, and a page of ours is open."""
    client, token = Client(), "a" * 32
    client.force_login(cast.operator, backend="rantai.portal.sign_in.AccountBackend")
    session = client.cookies["sessionid"].value
    return {"cookie": f"sessionid={session}; csrftoken={token}", "x-csrftoken": token}


OFTEN = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("address", ["/api/sync", "/api/sync/day", "/api/sync/device"])
def test_no_request_fails_and_every_answer_is_as_promised(
    cast: Cast, address: str, mode: GenerationMode
) -> None:
    shown = signed_in(cast) if address.endswith("device") else Phone(cast.operator).bearer
    headers = {**shown, "accept-encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/sync/openapi.json", ways)
    method = "GET" if address.endswith("day") else "POST"

    @OFTEN
    @given(case=schema[address][method].as_strategy(generation_mode=mode))
    def send(case: "Case[Any]") -> None:
        case.call_and_validate(headers=headers, checks=FAILS)

    send()


HEAT, LOT, PLACE = "L-019-190412-1", "L-019-190412-1-C1", "0190a0a0-0000-7000-8000-000000000001"
TIME = "2026-01-05T07:00:00Z"
FITS: dict[str, dict[str, Any]] = {
    "heat.opened": {"work_order": "SPK-1", "furnace": "T-1"},
    "charge.loaded": {"heat": HEAT, "material_lot": "B-1", "mass_kg": "40.5"},
    "sample.taken": {"heat": HEAT},
    "heat.tapped": {"heat": HEAT},
    "heat.inoculated": {"heat": HEAT},
    "pour.recorded": {
        "heat": HEAT,
        "temperature_c": 1390,
        "mass_kg": "180",
        "inoculated_at": TIME,
        "ended_at": TIME,
    },
    "sand.mixed": {},
    "cores.made": {"core_box": "KI-2", "quantity": 60},
    "moulds.closed": {"work_order": "SPK-1", "pattern": "P-2", "first": 1, "last": 24},
    "moulds.filled": {"pour": PLACE, "run": PLACE, "first": 1, "last": 24},
    "castings.counted": {"pour": PLACE, "quantity": 40},
    "scrap.recorded": {"lot": LOT, "quantity": 2, "defect": "B1"},
    "machining.recorded": {"lot": LOT, "machine": "M-1"},
    "lot.inspected": {"lot": LOT, "plan": 1, "offered": 3},
    "lot.checked": {"lot": LOT, "plan": 1, "looked_at": 3},
    "note.written": {"about": HEAT, "text": "Api kecil"},
    "photo.taken": {"about": HEAT, "sha256": "0" * 64, "size_bytes": 90_000},
    "voice.recorded": {"about": HEAT, "sha256": "0" * 64, "size_bytes": 9_000, "seconds": 6},
}
ALSO: dict[str, dict[str, Any]] = {
    "lot.inspected": {"measurements": []},
    "lot.checked": {"measurements": []},
}
NEEDED = {
    name: kind.shape.model_json_schema().get("required", []) for name, kind in ROOMS.kinds.items()
}
NONSENSE: tuple[Any, ...] = (None, "", [], {}, -1, 1e308, "\x00", "x" * 2_000)
STRANGE = ("L-?", PLACE, "\ud7ff", "0", "-", "None", "9" * 40)
NAMES_NOTHING = {"sand.mixed", "cores.made"}
NAMES_SOMETHING = {"heat", "run", "lot", "pour", "about", "work_order", "machine", "material_lot"}


def test_every_kind_has_an_example_here() -> None:
    assert FITS.keys() == ROOMS.kinds.keys()


@pytest.mark.parametrize("kind", FITS)
def test_nonsense_in_any_field_is_told_by_name_and_not_kept(cast: Cast, kind: str) -> None:
    phone, fits = Phone(cast.operator), {**FITS[kind], **ALSO.get(kind, {})}
    wrong = [{**fits, field: value} for field in FITS[kind] for value in NONSENSE]
    wrong += [{**fits, "unheard_of": 1}]
    wrong += [{key: fits[key] for key in fits if key != gone} for gone in NEEDED[kind]]
    answers = phone.send(*(phone.fact(kind, **data) for data in wrong))["answers"]
    told = zip(wrong, answers, strict=True)
    assert [data for data, each in told if each["state"] != "malformed"] == []
    assert all(each["sentence"] and each["remedy"] for each in answers)
    assert not ToldFact.objects.exists()


@pytest.mark.parametrize("kind", FITS)
def test_what_names_nothing_is_refused_or_waits_and_stops_nobody(
    cast: Cast, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A stored fact that made the server fail would be tried at every contact of every phone."""
    phone, fits = Phone(cast.operator), {**FITS[kind], **ALSO.get(kind, {})}
    facts = [
        phone.fact(kind, **{**fits, field: strange})
        for field in sorted(fits.keys() & NAMES_SOMETHING)
        for strange in STRANGE
    ]
    told = phone.tell(*facts, phone.fact(kind, **fits))
    expected = {"applied"} if kind in NAMES_NOTHING else {"refused", "waiting", "malformed"}
    assert set(told) <= expected
    assert phone.tell() == []
    assert caplog.messages == []


def test_a_fault_of_ours_keeps_the_fact_and_stops_nobody(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Phone(cast.operator)
    bad, good = (phone.fact("sample.taken", **FITS["sample.taken"]) for _ in range(2))
    whole = applying._made_of  # noqa: SLF001 -- the fault is put inside

    def faulty(told: ToldFact, *rest: Any) -> Made:
        if str(told.fact) == bad["id"]:
            raise ZeroDivisionError
        return whole(told, *rest)

    with patch.object(applying, "_made_of", faulty):
        assert phone.tell(bad, good) == ["waiting", "refused"]
    assert "could not be applied" in caplog.text
    assert phone.tell(bad) == ["refused"]


@pytest.mark.parametrize("field", ["sent_at", "occurred_at", "ended_at"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", 5, "kemarin"])
def test_no_clock_is_that_wrong(cast: Cast, field: str, moment: object) -> None:
    phone = Phone(cast.operator)
    fact = phone.fact("pour.recorded", **FITS["pour.recorded"])
    batch: dict[str, Any] = {"sent_at": phone.now().isoformat(), "facts": [fact]}
    {"sent_at": batch, "occurred_at": fact, "ended_at": fact["data"]}[field][field] = moment
    answer = phone.client.post(
        "/api/sync", batch, content_type="application/json", headers=phone.bearer
    )
    assert answer.status_code == (400 if field == "sent_at" else 200)
    if field != "sent_at":
        assert [each["state"] for each in answer.json()["answers"]] == ["malformed"]
    assert not ToldFact.objects.exists()
