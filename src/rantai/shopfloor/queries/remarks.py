"""What was said about a heat or a lot beside its figures, with the files that have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from rantai.records.models import Account, Attachment, FilePiece
from rantai.records.rules import PIECES_WAIT
from rantai.shopfloor.models import CastingLot, Defect, Heat, Remark, RemarkKind, Scrap
from rantai.shopfloor.queries.visible import heats_visible_to


@dataclass(frozen=True, slots=True)
class Said:
    """A remark; a photo or a voice whose file is not here yet is still on somebody's phone."""

    remark: Remark
    defect: Defect | None
    is_here: bool
    is_given_up: bool
    """Nothing of its file is here, and nobody waits for it any more."""

    @property
    def waited_days(self) -> int:
        return PIECES_WAIT.days

    @property
    def is_photo(self) -> bool:
        return bool(self.remark.kind == RemarkKind.PHOTO)


def remarks_on(subject: Heat | CastingLot, at: datetime) -> Sequence[Said]:
    """In the order in which they were made; a heat has those of its lots too."""
    mine: dict[str, Any] = {"lot" if isinstance(subject, CastingLot) else "heat": subject}
    remarks = list(
        Remark.objects.current()
        .filter(cooperative_id=subject.cooperative_id, **mine)
        .select_related("recorded_by", "lot")
    )
    if not remarks:
        return []
    here = set(_files(remarks).values_list("sha256", flat=True))
    scraps = Scrap.objects.filter(
        cooperative_id=subject.cooperative_id, pk__in=[each.about for each in remarks if each.about]
    )
    defects: dict[UUID | None, Defect] = {
        scrap.pk: scrap.defect for scrap in scraps.select_related("defect")
    }
    coming = _coming(remarks)
    return [
        Said(
            each,
            defects.get(each.about),
            each.sha256 in here,
            each.received_at < at - PIECES_WAIT and each.pk not in coming,
        )
        for each in remarks
    ]


def file_of_remark(viewer: Account, heat: str, remark: UUID) -> Attachment:
    """Whoever may see the heat may see its photos and hear its voices."""
    visible = heats_visible_to(viewer).filter(code=heat)
    found = get_object_or_404(
        Remark, cooperative_id=viewer.cooperative_id, heat__in=visible, pk=remark
    )
    return get_object_or_404(_files([found]))


def _coming(remarks: Sequence[Remark]) -> set[UUID]:
    """Those whose file is here in part."""
    rows = FilePiece.objects.filter(
        cooperative_id=remarks[0].cooperative_id,
        fact__in=[each.pk for each in remarks if each.sha256],
    )
    return set(rows.order_by().values_list("fact", flat=True).distinct())


def _files(remarks: Sequence[Remark]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(
        cooperative_id=remarks[0].cooperative_id,
        sha256__in=[each.sha256 for each in remarks if each.sha256],
    )
