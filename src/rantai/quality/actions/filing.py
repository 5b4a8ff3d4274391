"""Gathering an approval file, sending it, the customer's word on it, and what opens it again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.actions import decide_by_file
from rantai.parts.models import PartRevision
from rantai.quality.documents.file_package import Draft, file_workbook, typeset_file
from rantai.quality.models import (
    ApprovalFile,
    FileEntry,
    FileReason,
    Submission,
)
from rantai.quality.queries.file_elements import elements_of
from rantai.quality.queries.files import standing_of_file
from rantai.quality.rules.approval import (
    AS_TOLD,
    Element,
    FileState,
    Word,
    words_for,
)
from rantai.records.actions import keep_attachment, next_number, stamp, write_audit
from rantai.records.documents.typesetting import Language
from rantai.records.models import Account, Attachment, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class FileThere(Refusal):
    def __init__(self, earlier: ApprovalFile) -> None:
        super().__init__(
            _("%(workshop)s has a file for this drawing already: %(code)s. Go on there.")
            % {"workshop": earlier.workshop, "code": earlier.code}
        )


class NothingAsked(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("At level 4 the customer names what it wants to see. Tick at least one element.")
        )


class WordUnfit(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is shown by records or paper; it cannot be talked away.") % {"name": name}
        )


class PaperMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The paper itself is not there. Choose the file, then save again."))


class WaitsForCustomer(Refusal):
    def __init__(self, file: ApprovalFile) -> None:
        super().__init__(
            _("%(code)s lies with the customer. Wait for its word before it goes out again.")
            % {"code": file.code}
        )


class ApprovedAlready(Refusal):
    def __init__(self, file: ApprovalFile) -> None:
        super().__init__(
            _("%(code)s is approved. Record what has changed, then send it again.")
            % {"code": file.code}
        )


class ElementsMissing(Refusal):
    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext(
                "%d element is missing. Mend it, or write why it goes out without it: the "
                "customer reads both.",
                "%d elements are missing. Mend them, or write why it goes out without them: the "
                "customer reads both.",
                count,
            )
            % count
        )


@transaction.atomic
def open_file(
    *,
    workshop: Workshop,
    revision: PartRevision,
    customer: Customer,
    level: int,
    reason: FileReason,
    by: Account,
    at: datetime,
    asked: Collection[Element] = (),
) -> ApprovalFile:
    """Begin to gather the proof; from now on leave for this drawing comes from files only."""
    owner = keeper_of(by)
    if any(row.cooperative_id != owner.pk for row in (workshop, revision, customer)):
        raise Http404
    if level == AS_TOLD and not asked:
        raise NothingAsked
    PartRevision.objects.select_for_update().get(cooperative=owner, pk=revision.pk)
    same = ApprovalFile.objects.filter(cooperative=owner, workshop=workshop, revision=revision)
    if (earlier := same.select_related("workshop").first()) is not None:
        raise FileThere(earlier)
    number = next_number(cooperative=owner, prefix=f"PF-{at:%y}-")
    file = ApprovalFile.objects.create(
        cooperative=owner,
        code=f"PF-{at:%y}-{number:03d}",
        workshop=workshop,
        revision=revision,
        customer=customer,
        level=level,
        asked=sorted(asked) if level == AS_TOLD else [],
        reason=reason,
        opened_at=at,
        opened_by=by,
    )
    decide_by_file(revision=revision)
    write_audit(
        "approval_file.opened",
        file,
        by=by,
        at=at,
        workshop=workshop.code,
        revision=str(revision),
        customer=customer.code,
        level=level,
    )
    return file


def keeper_of(by: Account) -> Cooperative:
    """The lab gathers files; the planner, who needs the approval, may too."""
    return acting_as(by, Role.LAB, Role.PLANNER)


def locked_file(by: Account, file: ApprovalFile) -> ApprovalFile:
    if file.cooperative_id != by.cooperative_id:
        raise Http404
    return (
        ApprovalFile.objects.select_for_update(of=("self",))
        .select_related("workshop", "revision__part", "revision__grade", "customer", "cooperative")
        .get(cooperative_id=file.cooperative_id, pk=file.pk)
    )


@transaction.atomic
def set_level(
    *, file: ApprovalFile, level: int, asked: Collection[Element], by: Account, at: datetime
) -> ApprovalFile:
    """What the customer wants to see of it, before it goes out."""
    keeper_of(by)
    locked = locked_file(by, file)
    if level == AS_TOLD and not asked:
        raise NothingAsked
    if standing_of_file(locked, at).state is FileState.SUBMITTED:
        raise WaitsForCustomer(locked)
    locked.level, locked.asked = level, sorted(asked) if level == AS_TOLD else []
    locked.save(update_fields=["level", "asked"])
    write_audit("approval_file.level_set", locked, by=by, at=at, level=level, asked=locked.asked)
    return locked


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it was uploaded."""

    name: str
    content: bytes


@transaction.atomic
def say_element(
    *,
    file: ApprovalFile,
    element: Element,
    word: Word,
    text: str,
    by: Account,
    at: datetime,
    paper: Paper | None = None,
    valid_until: date | None = None,
) -> FileEntry:
    """What a person knows of an element that no record shows; the newest word holds."""
    owner = keeper_of(by)
    locked = locked_file(by, file)
    if word not in words_for(element):
        raise WordUnfit(str(FileEntry(element=element).get_element_display()))
    if word is Word.PAPER and paper is None:
        raise PaperMissing
    kept = (
        keep_attachment(cooperative=owner, content=paper.content, name=paper.name, at=at)
        if paper
        else None
    )
    entry = FileEntry.objects.create(
        **stamp(cooperative=owner, by=by, at=at),
        file=locked,
        element=element,
        word=word,
        text=text,
        paper=kept,
        valid_until=valid_until,
    )
    write_audit(
        "approval_file.element_said",
        locked,
        by=by,
        at=at,
        element=element,
        word=word,
        text=text,
        sha256=kept.sha256 if kept else "",
    )
    return entry


@transaction.atomic
def submit_file(*, file: ApprovalFile, despite: str, by: Account, at: datetime) -> Submission:
    """Send the file: its papers are drawn up once and are what the customer decides on."""
    owner = keeper_of(by)
    locked = locked_file(by, file)
    standing = standing_of_file(locked, at)
    if standing.state is FileState.SUBMITTED:
        raise WaitsForCustomer(locked)
    if standing.state is FileState.APPROVED:
        raise ApprovedAlready(locked)
    stands = elements_of(locked, at)
    missing = [
        str(each.element)
        for each in stands
        if each.is_missing and each.element is not Element.WARRANT
    ]
    if missing and not despite.strip():
        raise ElementsMissing(len(missing))
    number = (standing.submission.number if standing.submission else 0) + 1
    papers = _papers(locked, number, despite, by, at)
    submission = Submission.objects.create(
        **stamp(cooperative=owner, by=by, at=at),
        file=locked,
        number=number,
        level=locked.level,
        elements=[
            [
                str(each.element),
                "ready" if each.element is Element.WARRANT else each.state,
                each.is_sent,
            ]
            for each in stands
        ],
        missing=missing,
        despite=despite,
        paper_local=papers["id"],
        paper_en=papers["en"],
        workbook=papers["xlsx"],
    )
    write_audit(
        "approval_file.submitted",
        locked,
        by=by,
        at=at,
        number=number,
        level=locked.level,
        missing=missing,
        because=despite,
        sha256=papers["id"].sha256,
    )
    return submission


def _papers(
    file: ApprovalFile, number: int, despite: str, by: Account, at: datetime
) -> dict[str, Attachment]:
    """The paper in both languages and the workbook, kept by their content."""
    languages: tuple[Language, ...] = ("id", "en")
    draft = Draft(number, despite, by.name)
    contents: dict[str, bytes] = {
        language: typeset_file(file, draft, language=language, at=at) for language in languages
    }
    with translation.override("id"):
        contents["xlsx"] = file_workbook(file, draft, at=at)
    return {
        name: keep_attachment(
            cooperative=file.cooperative,
            content=content,
            name=f"{file.code}-{number}.xlsx"
            if name == "xlsx"
            else f"{file.code}-{number}-{name}.pdf",
            at=at,
        )
        for name, content in contents.items()
    }
