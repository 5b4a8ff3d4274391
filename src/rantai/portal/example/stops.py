"""Three heats that went wrong, each stopped and decided by the real actions."""

from datetime import date
from decimal import Decimal

from rantai.portal.example.days import moment
from rantai.quality.actions import decide, raise_nonconformity
from rantai.quality.models import Decision, Nonconformity
from rantai.records.models import Account
from rantai.shopfloor.actions import correct_reading
from rantai.shopfloor.models import Defect, Heat, Reading


def stop_for_carbon(heat: Heat, carbon_pct: str, lab: Account, day: date) -> Nonconformity:
    """A second look at the sample shows another carbon than was written down; all is held."""
    reading = (
        Reading.objects.current()
        .filter(cooperative_id=heat.cooperative_id, sample__heat=heat, element="C")
        .order_by("-sample__number")[0]
    )
    correct_reading(
        reading=reading,
        value_pct=Decimal(carbon_pct),
        because="Sampel diuji ulang; angka pertama salah tulis",
        by=lab,
        at=moment(day, "06:55"),
    )
    return raise_nonconformity(
        root=Heat.objects.select_related("node")
        .get(cooperative_id=heat.cooperative_id, pk=heat.pk)
        .node,
        reason=f"Karbon {carbon_pct.replace('.', ',')} % di luar batas setelah uji ulang",
        by=lab,
        at=moment(day, "07:00"),
    )


def scrap(stopped: Nonconformity, lab: Account, day: date) -> None:
    decide(
        nonconformity=stopped,
        decision=Decision.SCRAP,
        reference="",
        note="Terlalu lunak untuk rem; dilebur kembali",
        defect=Defect.objects.get(code="G6"),
        by=lab,
        at=moment(day, "07:00"),
    )


def pass_by_concession(stopped: Nonconformity, lab: Account, day: date) -> None:
    decide(
        nonconformity=stopped,
        decision=Decision.CONCESSION,
        reference="TPR-DEV-19-007",
        note="Disetujui pelanggan: kekerasan dan struktur memenuhi",
        defect=None,
        by=lab,
        at=moment(day, "07:00"),
    )
