"""An approval file as far as a test wants it."""

from datetime import date, datetime, timedelta

from rantai.members.models import Workshop
from rantai.parts.models import PartRevision
from rantai.quality.actions.deciding_files import decide_file
from rantai.quality.actions.filing import open_file, say_element, submit_file
from rantai.quality.models import (
    ApprovalFile,
    FileDecision,
    FileReason,
    FileVerdict,
    Submission,
)
from rantai.quality.rules.approval import Element, Word
from tests.cast import Cast

UNTIL = date(2020, 4, 30)


def opened(
    cast: Cast,
    workshop: Workshop | None = None,
    revision: PartRevision | None = None,
    level: int = 3,
) -> ApprovalFile:
    return open_file(
        workshop=workshop or cast.workshop_unapproved,
        revision=revision or cast.block,
        customer=cast.customer,
        level=level,
        reason=FileReason.NEW_PLACE,
        by=cast.lab,
        at=cast.at,
    )


def sent(cast: Cast, file: ApprovalFile, at: datetime | None = None) -> Submission:
    return submit_file(
        file=file, despite="Diminta TPR", by=cast.lab, at=at or cast.at + timedelta(hours=1)
    )


def decided(
    cast: Cast,
    file: ApprovalFile,
    verdict: FileVerdict = FileVerdict.APPROVED,
    at: datetime | None = None,
    until: date | None = UNTIL,
) -> FileDecision:
    return decide_file(
        file=file,
        verdict=verdict,
        valid_until=until,
        reason="Sesuai gambar",
        by=cast.customer_engineer,
        at=at or cast.at + timedelta(hours=2),
    )


def waived(cast: Cast, file: ApprovalFile, *elements: Element) -> None:
    for element in elements or [each for each in Element if each is not Element.WARRANT]:
        say_element(
            file=file,
            element=element,
            word=Word.WAIVED,
            text="TPR, surat 12",
            by=cast.lab,
            at=cast.at,
        )
