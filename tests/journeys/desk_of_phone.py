"""The co-operative's end of the line as the contract describes it, with a line that can be cut."""

import json
from typing import Any

from playwright.sync_api import BrowserContext, Route

ORDER: dict[str, Any] = {
    "code": "SPK-19-0001",
    "part": {
        "number": "T-360",
        "name": "Blok rem",
        "traced_by": "lot",
        "mass_kg": "4.000",
        "is_machined": True,
    },
    "revision": "C",
    "grade": "FC250",
    "wanted": 2000,
    "left": 2000,
    "due_on": "2030-04-26",
    "pour_min_c": 1380,
    "pour_max_c": 1430,
    "pour_within_minutes": 8,
    "windows": [{"element": "C", "min": "3.20", "max": "3.40"}],
    "plan": {
        "id": 1,
        "items": [
            {
                "id": 1,
                "name": "Diameter luar",
                "name_en": "Outer diameter",
                "unit": "mm",
                "lower": "92.100",
                "upper": "92.140",
                "sample_size": 1,
                "method": "Mikrometer",
                "reaction": "Hentikan mesin.",
            },
            {
                "id": 2,
                "name": "Permukaan tanpa cacat dan dempul",
                "name_en": "Surface without defect or putty",
                "unit": "",
                "lower": None,
                "upper": None,
                "sample_size": 1,
                "method": "Visual",
                "reaction": "Tahan lot; panggil lab.",
            },
        ],
    },
    "last_materials": ["M-1", "M-2", "M-3"],
}
DAY: dict[str, Any] = {
    "server_time": "2026-01-01T00:00:00Z",
    "account": {"username": "operator", "name": "Operator", "role": "operator"},
    "workshop": {"code": "B-017", "name": "Tegalrejo"},
    "cooperative": {"short_name": "KBJ", "is_example": True},
    "orders": [ORDER],
    "furnaces": [{"code": "T-017-1", "name": "Tungku"}],
    "machine_tools": [{"code": "BBT-017-1", "name": "Bubut"}],
    "materials": [
        {"code": "M-1", "material": "Baja bekas", "left_kg": "90000.00"},
        {"code": "M-2", "material": "Besi kasar", "left_kg": "90000.00"},
        {"code": "M-3", "material": "FeSi75", "left_kg": "900.00"},
    ],
    "defects": [
        {"code": "B1", "name": "Lubang gas", "name_en": "Blowhole"},
        {"code": "Z1", "name": "Dempul ditemukan", "name_en": "Putty found"},
    ],
    "heats": [],
    "conflicts": [],
    "outcomes": [],
}

THE_LABS: dict[str, Any] = {
    "account": {"username": "lab", "name": "Ratna", "role": "lab"},
    "workshop": None,
    "orders": [],
    "inspections": [
        {
            "code": "L-017-190412-1-A",
            "part": {**ORDER["part"], "traced_by": "piece"},
            "workshop": "B-017",
            "heat": "L-017-190412-1",
            "counted_at": "2019-04-12T10:00:00+07:00",
            "left": 3,
            "pieces": ["S-1", "S-2", "S-3"],
            "plan": {
                **ORDER["plan"],
                "items": [
                    {**ORDER["plan"]["items"][0], "gauge": "MK-01"},
                    *ORDER["plan"]["items"][1:],
                ],
            },
        }
    ],
    "gauges": {
        "refuses": ["expired"],
        "known": [
            {"code": "MK-01", "name": "Mikrometer", "until": "2019-04-30", "doubts": {}},
            {"code": "MK-02", "name": "Mikrometer", "until": None, "doubts": {"1": "unproven"}},
            {"code": "MK-03", "name": "Mikrometer", "until": "2099-12-31", "doubts": {}},
        ],
    },
}
"""What the day of someone of the lab says differently."""


class Desk:
    """Takes each fact once, whatever comes twice; the first answers can be lost on the way."""

    def __init__(self, *, lost_answers: int = 0) -> None:
        self.facts: dict[str, dict[str, Any]] = {}
        self.received = 0
        self.is_reached = True
        self.is_signed_out = False
        self.heats: list[dict[str, Any]] = []
        self.holders: dict[str, Any] = {}
        """What the day says of whoever holds the phone, if not the operator."""
        self.lost_answers = lost_answers
        self.files: dict[str, bytes] = {}
        self.lost_pieces = 0
        self.skew_ms = 0
        self.answers: dict[str, dict[str, str]] = {}
        """An answer for a kind of fact, other than that it was applied."""

    def serve(self, context: BrowserContext) -> None:
        context.route("**/api/sync/device", self._device)
        context.route("**/api/sync/day", self._day)
        context.route("**/api/sync", self._batch)
        context.route("**/api/sync/file/*", self._file)

    def _device(self, route: Route) -> None:
        known = {"device": "d-1", "token": "rahasia", "server_time": DAY["server_time"]}
        self._answer(route, known, status=201)

    def _day(self, route: Route) -> None:
        if self.is_signed_out:
            self._signed_out(route)
        else:
            self._answer(route, {**DAY, "heats": self.heats, **self.holders})

    def _signed_out(self, route: Route) -> None:
        told = {"code": "device_signed_out", "sentence": "Dikeluarkan.", "remedy": "Tanya kantor."}
        route.fulfill(status=401, json=told)

    def _batch(self, route: Route) -> None:
        if not self.is_reached:
            return route.abort()
        if self.is_signed_out:
            return self._signed_out(route)
        facts = json.loads(route.request.post_data or "")["facts"]
        self.received += len(facts)
        for fact in facts:
            known = {*self.facts, *self._told_in_the_day()}
            assert known.issuperset(fact["needs"]), "sent before what it needs"
            self.facts.setdefault(fact["id"], fact)
        if self.lost_answers:
            self.lost_answers -= 1
            return route.abort()
        return self._answer(
            route,
            {"skew_ms": self.skew_ms, "later": [], "answers": [self._told(fact) for fact in facts]},
        )

    def _file(self, route: Route) -> None:
        """A piece that goes on where the file ends; the answer to it can be lost."""
        name, _, start = route.request.url.rpartition("/")[2].partition("?from=")
        if not self.is_reached:
            return route.abort()
        assert name in self.facts, "a file before its fact"
        known = self.files.setdefault(name, b"")
        if start and int(start) == len(known):
            self.files[name] += route.request.post_data_buffer or b""
            if self.lost_pieces:
                self.lost_pieces -= 1
                return route.abort()
        of = self.facts[name]["data"]["size_bytes"]
        return self._answer(route, {"have": len(self.files[name]), "of": of})

    def _told(self, fact: dict[str, Any]) -> dict[str, str]:
        applied = {"state": "applied", "code": "", "sentence": "", "remedy": ""}
        return {"id": fact["id"], **applied, **self.answers.get(fact["kind"], {})}

    def _answer(self, route: Route, told: dict[str, Any], status: int = 200) -> None:
        if self.is_reached:
            route.fulfill(status=status, json=told)
        else:
            route.abort()

    def _told_in_the_day(self) -> list[str]:
        parts = ("pours", "lots", "samples")
        return [
            *(heat["id"] for heat in self.heats),
            *(each["id"] for heat in self.heats for part in parts for each in heat[part]),
        ]

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        return [fact for fact in self.facts.values() if fact["kind"] == kind]
