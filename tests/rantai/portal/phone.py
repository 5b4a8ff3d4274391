"""A phone as the tests hold it: it writes facts by its own clock and tells them over HTTP."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from rantai.records.identifiers import uuid7
from rantai.records.inbox.devices import register_device
from rantai.records.models import Account, Conflict, FactState, ToldFact
from tests.cast import Cast


@dataclass
class Phone:
    """Held by one person; its clock runs `ahead` of ours."""

    holder: Account
    ahead: timedelta = timedelta(0)
    name: str = "HP bengkel"
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.device, self.secret = register_device(
            device_id=uuid4(), name=self.name, by=self.holder, at=timezone.now()
        )

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.device.pk}.{self.secret}"}

    def now(self) -> datetime:
        return timezone.now() + self.ahead

    def fact(
        self, kind: str, needs: list[str] | None = None, ago: int = 0, **data: Any
    ) -> dict[str, Any]:
        """A fact born here, so many minutes ago."""
        return {
            "id": str(uuid7()),
            "kind": kind,
            "occurred_at": (self.now() - timedelta(minutes=ago)).isoformat(),
            "needs": needs or [],
            "data": data,
        }

    def send(self, *facts: dict[str, Any], status: int = 200) -> Any:
        answer = self.client.post(
            "/api/sync",
            {"sent_at": self.now().isoformat(), "facts": list(facts)},
            content_type="application/json",
            headers=self.bearer,
        )
        assert answer.status_code == status, answer.content
        return answer.json()

    def tell(self, *facts: dict[str, Any]) -> list[str]:
        """Send, and say what became of each."""
        return [each["state"] for each in self.send(*facts)["answers"]]

    def day(self) -> Any:
        answer = self.client.get("/api/sync/day", headers=self.bearer)
        assert answer.status_code == 200, answer.content
        return answer.json()


def conflict_of(cast: Cast) -> Conflict:
    """A conflict of the cast's co-operative: its operator's phone told what another denies."""
    known = Conflict.objects.filter(cooperative=cast.cooperative).first()
    if known is not None:
        return known
    device, _secret = register_device(
        device_id=uuid4(), name="HP bengkel", by=cast.operator, at=cast.at
    )
    told = ToldFact.objects.create(
        cooperative=cast.cooperative,
        fact=uuid7(),
        kind="castings.counted",
        device=device,
        told_by=cast.operator,
        device_time=cast.at,
        skew_ms=0,
        occurred_at=cast.at,
        received_at=cast.at,
        data={"pour": str(uuid7()), "quantity": 29},
        state=FactState.CONFLICT,
        sentence="Ladel ini sudah dihitung.",
        changed_at=cast.at,
    )
    return Conflict.objects.create(
        cooperative=cast.cooperative,
        told=told,
        is_recorded=False,
        sentence=told.sentence,
        opened_at=cast.at,
    )
