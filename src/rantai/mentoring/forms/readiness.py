"""What readiness is judged by, as mentor and co-operative agree."""

from typing import Any

from rantai.delivery.forms import WeighingForm
from rantai.mentoring.models import SIGNS_OF, Pillar


class ReadinessForm(WeighingForm):
    @classmethod
    def measures(cls) -> list[tuple[str, str, str]]:
        return [
            (f"{pillar}_{sign}", sign, f"{Pillar(pillar).label}: {sign.label}")
            for pillar, signs in SIGNS_OF.items()
            for sign in signs
        ]

    def said(self) -> dict[str, Any]:
        weights = {
            pillar: [self.weight_of(f"{pillar}_{sign}", sign) for sign in signs]
            for pillar, signs in SIGNS_OF.items()
        }
        return {**super().said(), "weights": weights}
