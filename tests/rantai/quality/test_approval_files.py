"""Approval files: the customer's word makes and ends the leave that allocation asks for."""

import csv
import io
import time
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.http import Http404
from openpyxl import load_workbook

from rantai.orders.models import Customer, CustomerContact
from rantai.parts.actions import DecidedOnFile, approve_workshop, withdraw_approval
from rantai.parts.models import Approval, PartRevision
from rantai.parts.queries import approval_in_force, approved_workshops
from rantai.plans.queries.roster import roster_of
from rantai.plans.rules import Cause
from rantai.quality.actions.deciding_files import (
    DecisionUnclear,
    NothingToDecide,
    NothingToReopen,
    TermsDayTaken,
    decide_file,
    reopen_everywhere,
    reopen_file,
    reopen_what_is_due,
    set_approval_terms,
)
from rantai.quality.actions.filing import (
    ApprovedAlready,
    ElementsMissing,
    FileThere,
    NothingAsked,
    Paper,
    PaperMissing,
    WaitsForCustomer,
    WordUnfit,
    open_file,
    say_element,
    set_level,
    submit_file,
)
from rantai.quality.actions.risking import name_controls, release_fmea
from rantai.quality.documents.file_package import Draft, file_workbook
from rantai.quality.documents.file_zip import zip_submission
from rantai.quality.models import ApprovalFile, FileReason, FileVerdict, Reopening
from rantai.quality.queries.file_elements import Stand, elements_of, newest_entries
from rantai.quality.queries.files import file_board, files_visible_to, standing_of_file
from rantai.quality.rules.approval import Element, FileState, Trigger, Word
from rantai.records.models import Account, AuditEntry, Role
from rantai.shopfloor.models import CastingLot
from tests.cast import Cast
from tests.rantai.papers import text_of
from tests.rantai.quality.file_story import decided, opened, sent, waived
from tests.rantai.quality.risk_story import foundation, said, tuned
from tests.rantai.quality.story import passed_lot

PDF = b"%PDF-1.7 contoh"


def may_make(cast: Cast, file: ApprovalFile, days: int = 1) -> bool:
    day = (cast.at + timedelta(days=days)).date()
    return approval_in_force(file.workshop, file.revision, day) is not None


def stand(cast: Cast, file: ApprovalFile, element: Element) -> Stand:
    return next(each for each in elements_of(file, cast.at) if each.element is element)


def state(file: ApprovalFile, cast: Cast, days: int = 1) -> FileState:
    return standing_of_file(file, cast.at + timedelta(days=days)).state


def test_the_customers_approval_opens_the_gate_and_only_then(cast: Cast) -> None:
    file = opened(cast)
    assert state(file, cast) is FileState.DRAFT
    sent(cast, file)
    assert (state(file, cast), may_make(cast, file)) == (FileState.SUBMITTED, False)

    decision = decided(cast, file)

    assert (state(file, cast), may_make(cast, file)) == (FileState.APPROVED, True)
    assert decision.approval is not None
    assert decision.approval.reference == f"{file.code}-1"


def test_an_interim_approval_ends_by_itself_on_its_day(cast: Cast) -> None:
    file = opened(cast)
    sent(cast, file)
    decided(cast, file, FileVerdict.INTERIM, until=date(2019, 5, 1))

    assert (state(file, cast), may_make(cast, file)) == (FileState.INTERIM, True)
    assert (state(file, cast, 30), may_make(cast, file, 30)) == (FileState.EXPIRED, False)
    assert sent(cast, file, cast.at + timedelta(days=3)).number == 2


def test_a_rejection_ends_what_held_before_and_says_why(cast: Cast) -> None:
    file = opened(cast, cast.workshop_a)
    assert may_make(cast, file)
    sent(cast, file)
    decided(cast, file, FileVerdict.REJECTED)

    assert (state(file, cast), may_make(cast, file)) == (FileState.REJECTED, False)
    (ended,) = Approval.objects.filter(workshop=cast.workshop_a, revision=cast.block)
    assert "Sesuai gambar" in ended.withdrawn_because


def allotted(cast: Cast, day: date) -> tuple[set[str], dict[str, str]]:
    found = roster_of(cast.cooperative, cast.block, date(2019, 4, 1), day)
    return (
        {each.workshop.code for each in found.contenders},
        {each.workshop.code: str(each.why.cause) for each in found.refused},
    )


def test_allocation_refuses_whose_file_ended_and_takes_whose_was_approved(cast: Cast) -> None:
    day = (cast.at + timedelta(days=1)).date()
    file = opened(cast)
    sent(cast, file)
    decided(cast, file)
    takes, _refused = allotted(cast, day)
    assert file.workshop.code in takes

    reopen_file(
        file=file,
        trigger=Trigger.TOOL,
        text="Pola baru",
        by=cast.lab,
        at=cast.at + timedelta(hours=3),
    )

    takes, refused = allotted(cast, day)
    assert file.workshop.code not in takes
    assert refused[file.workshop.code] == Cause.APPROVAL_WITHDRAWN


def test_a_change_reopens_and_the_customers_new_word_closes_again_on_the_same_day(
    cast: Cast,
) -> None:
    file = opened(cast)
    sent(cast, file)
    decided(cast, file)
    with pytest.raises(ApprovedAlready):
        sent(cast, file, cast.at + timedelta(hours=3))
    for trigger in (Trigger.IDLE, Trigger.DRAWING):
        with pytest.raises(Http404):
            reopen_file(file=file, trigger=trigger, text="x", by=cast.lab, at=cast.at)

    reopen_file(
        file=file,
        trigger=Trigger.MATERIAL,
        text="Kokas lain",
        by=cast.planner,
        at=cast.at + timedelta(hours=3),
    )
    assert (state(file, cast), may_make(cast, file)) == (FileState.REOPENED, False)
    with pytest.raises(NothingToReopen):
        reopen_file(
            file=file, trigger=Trigger.TOOL, text="x", by=cast.lab, at=cast.at + timedelta(hours=3)
        )
    sent(cast, file, cast.at + timedelta(hours=4))
    decided(cast, file, at=cast.at + timedelta(hours=5))

    assert (state(file, cast), may_make(cast, file)) == (FileState.APPROVED, True)
    assert Approval.objects.filter(workshop=file.workshop, revision=file.revision).count() == 2


def test_a_newer_drawing_ends_the_leave_of_the_older_one_in_the_night(cast: Cast) -> None:
    file = opened(cast)
    sent(cast, file)
    decided(cast, file)
    night = cast.at + timedelta(days=2)
    assert reopen_what_is_due(cooperative=cast.cooperative, at=night) == []
    PartRevision.objects.create(
        cooperative=cast.cooperative,
        part=cast.block.part,
        revision="Z",
        valid_from=date(2019, 4, 13),
        grade=cast.grade,
        pour_within_minutes=8,
    )

    (reopening,) = reopen_what_is_due(cooperative=cast.cooperative, at=night)

    assert (reopening.trigger, reopening.told_by) == (Trigger.DRAWING, None)
    assert (state(file, cast, 3), may_make(cast, file, 3)) == (FileState.REOPENED, False)
    assert reopen_everywhere(at=night) == 0


def test_a_year_without_a_casting_ends_the_leave_counted_from_the_facts(cast: Cast) -> None:
    type(cast.cooperative).objects.filter(pk=cast.cooperative.pk).update(is_example=False)
    passed_lot(cast, 30)
    file = opened(cast, cast.workshop_a)
    sent(cast, file)
    decided(cast, file, until=date(2030, 1, 1))
    last = CastingLot.objects.get().occurred_at

    assert reopen_everywhere(at=cast.at + timedelta(days=365)) == 0
    assert reopen_everywhere(at=cast.at + timedelta(days=368)) == 1

    reopening = Reopening.objects.get()
    assert reopening.trigger == Trigger.IDLE
    assert str(last.year) in reopening.text
    assert not may_make(cast, file, 369)


def test_the_examples_clock_stands_still_so_nothing_of_it_is_idle(cast: Cast) -> None:
    passed_lot(cast, 30)
    file = opened(cast, cast.workshop_a)
    sent(cast, file)
    decided(cast, file, until=date(2030, 1, 1))
    assert reopen_everywhere(at=cast.at + timedelta(days=3000)) == 0


def test_what_the_planner_withdraws_reopens_the_file_too(cast: Cast) -> None:
    file = opened(cast)
    sent(cast, file)
    decision = decided(cast, file)
    assert decision.approval is not None
    withdraw_approval(
        approval=decision.approval,
        on=cast.at.date(),
        because="Audit",
        by=cast.planner,
        at=cast.at + timedelta(hours=3),
    )
    assert state(file, cast) is FileState.REOPENED


def test_from_the_first_file_on_nobody_approves_beside_it(cast: Cast) -> None:
    given = {
        "workshop": cast.workshop_unapproved,
        "approved_on": cast.at.date(),
        "valid_until": date(2020, 1, 1),
        "reference": "Lisan",
        "by": cast.planner,
        "at": cast.at,
    }
    opened(cast)
    with pytest.raises(DecidedOnFile):
        approve_workshop(revision=PartRevision.objects.get(pk=cast.block.pk), **given)  # type: ignore[arg-type]
    assert cast.workshop_unapproved not in approved_workshops(cast.block, cast.at.date())


def test_only_a_contact_of_this_customer_decides_and_only_once(cast: Cast) -> None:
    file = opened(cast)
    with pytest.raises(NothingToDecide):
        decided(cast, file)
    sent(cast, file)
    other = Customer.objects.create(cooperative=cast.cooperative, code="KAI", name="PT KAI")
    engineer = Account.objects.create(
        username="kai", name="Kai", role=Role.CUSTOMER, cooperative=cast.cooperative
    )
    CustomerContact.objects.create(cooperative=cast.cooperative, customer=other, account=engineer)
    for person in (engineer, cast.lab, cast.planner, cast.owner, cast.stranger):
        with pytest.raises(Http404):
            decided(replace(cast, customer_engineer=person), file)
    decided(cast, file)
    with pytest.raises(NothingToDecide):
        decided(cast, file)


@pytest.mark.parametrize(
    ("verdict", "until", "reason"),
    [
        (FileVerdict.REJECTED, None, " "),
        (FileVerdict.APPROVED, None, ""),
        (FileVerdict.APPROVED, date(2019, 4, 1), ""),
        (FileVerdict.INTERIM, date(2019, 6, 1), ""),
    ],
)
def test_an_unclear_decision_is_refused_with_a_sentence(
    cast: Cast, verdict: FileVerdict, until: date | None, reason: str
) -> None:
    file = opened(cast)
    sent(cast, file)
    with pytest.raises(DecisionUnclear):
        decide_file(
            file=file,
            verdict=verdict,
            valid_until=until,
            reason=reason,
            by=cast.customer_engineer,
            at=cast.at + timedelta(hours=2),
        )
    assert not may_make(cast, file)


def test_a_file_goes_out_whole_or_with_the_reason_that_the_customer_reads(cast: Cast) -> None:
    file = opened(cast)
    with pytest.raises(ElementsMissing):
        submit_file(file=file, despite=" ", by=cast.lab, at=cast.at)
    waived(cast, file)
    submission = submit_file(file=file, despite="", by=cast.lab, at=cast.at + timedelta(hours=1))
    assert submission.missing == []
    with pytest.raises(WaitsForCustomer):
        sent(cast, file)
    with pytest.raises(WaitsForCustomer):
        set_level(file=file, level=1, asked=[], by=cast.lab, at=cast.at + timedelta(hours=2))


def test_the_records_fill_the_elements_and_red_names_where_it_is_mended(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    file = opened(cast, cast.workshop_a)

    assert stand(cast, file, Element.PLAN).state == "ready"
    assert stand(cast, file, Element.DIMENSIONS).state == "ready"
    assert lot.code in dict(stand(cast, file, Element.DIMENSIONS).facts).values()
    assert stand(cast, file, Element.TESTS).state == "ready"
    gaps = {
        str(each.element): [gap.url for gap in each.gaps] for each in elements_of(file, cast.at)
    }
    assert gaps["pfmea"] == ["/mutu/fmea/"]
    assert gaps["samples"] == [f"/mutu/persetujuan/{file.code}/unsur/samples/"]
    assert gaps["gauges"]
    assert stand(cast, file, Element.WARRANT).is_missing


def test_the_workshops_own_fmea_fills_flow_and_process(cast: Cast) -> None:
    file = opened(cast, cast.workshop_a)
    shared = foundation(cast)
    line = said(cast, shared)
    own = tuned(cast, shared)
    later = cast.at + timedelta(hours=2)

    def process() -> Stand:
        return next(
            each for each in elements_of(file, later) if each.element is Element.PROCESS_FMEA
        )

    assert len(process().gaps) == 2  # no revision, and a high cause that this plan does not check
    name_controls(
        fmea=own,
        row=line.row,
        characteristics=[cast.block.characteristics.get(number=1)],
        by=cast.lab,
        at=cast.at + timedelta(hours=1),
    )
    release_fmea(fmea=own, because="Awal", by=cast.lab, at=cast.at + timedelta(hours=1))
    assert process().state == "ready"
    flow = next(each for each in elements_of(file, later) if each.element is Element.FLOW)
    assert flow.sheets[0].rows[0][1] == "Siapkan pasir"


def test_records_are_not_talked_away(cast: Cast) -> None:
    file = opened(cast)
    common = {"file": file, "text": "x", "by": cast.lab, "at": cast.at}
    for element in (Element.DIMENSIONS, Element.PLAN, Element.WARRANT, Element.PROCESS_FMEA):
        with pytest.raises(WordUnfit):
            say_element(element=element, word=Word.NOT_NEEDED, **common)  # type: ignore[arg-type]
    with pytest.raises(PaperMissing):
        say_element(element=Element.DESIGN, word=Word.PAPER, **common)  # type: ignore[arg-type]


def test_a_paper_that_ran_out_is_missing_again(cast: Cast) -> None:
    file = opened(cast)
    say_element(
        file=file,
        element=Element.APPEARANCE,
        word=Word.PAPER,
        text="Izin rupa",
        paper=Paper("izin.pdf", PDF),
        valid_until=date(2019, 4, 20),
        by=cast.lab,
        at=cast.at,
    )
    assert stand(cast, file, Element.APPEARANCE).state == "ready"
    later = cast.at + timedelta(days=10)
    old = next(each for each in elements_of(file, later) if each.element is Element.APPEARANCE)
    assert old.is_missing


def test_the_zip_holds_the_papers_that_went_out_and_their_sums(cast: Cast) -> None:
    file = opened(cast)
    say_element(
        file=file,
        element=Element.DESIGN,
        word=Word.PAPER,
        text="Gambar",
        paper=Paper("gambar/../T-360.pdf", PDF),
        by=cast.lab,
        at=cast.at,
    )
    submission = sent(cast, file)
    entries = newest_entries(file, submission.occurred_at).values()

    package = zipfile.ZipFile(io.BytesIO(zip_submission(submission, entries)))

    names = package.namelist()
    assert names[:3] == ["00-id.pdf", "00-en.pdf", "00-evidence.xlsx"]
    assert names[3] == "01-design-gambar-..-T-360.pdf"
    assert package.read(names[3]) == PDF
    listed = list(csv.reader(io.StringIO(package.read("list.csv").decode())))
    assert [row[0] for row in listed[1:]] == names[:4]
    for language, word in (("id", "Berkas persetujuan part"), ("en", "Part approval file")):
        paper = text_of(package.read(f"00-{language}.pdf"))
        assert word in paper
        assert file.code in paper
        assert "Diminta TPR" in paper
        assert cast.workshop_unapproved.name not in paper


def test_what_went_out_stays_though_the_records_go_on(cast: Cast) -> None:
    file = opened(cast)
    submission = sent(cast, file)

    def paper() -> bytes:
        with submission.paper_local.file.open("rb") as content:
            return bytes(content.read())

    before = paper()
    waived(cast, file)
    assert not any(each.is_missing for each in elements_of(file, cast.at))
    submission.refresh_from_db()
    assert paper() == before
    assert submission.missing


def test_the_same_file_at_the_same_instant_is_the_same_bytes(cast: Cast) -> None:
    file = opened(cast)
    draft = Draft(1, "", "Lab")
    first = file_workbook(file, draft, at=cast.at)
    time.sleep(2.1)  # the clock of a ZIP steps by two seconds
    assert file_workbook(file, draft, at=cast.at) == first
    assert load_workbook(io.BytesIO(first)).sheetnames[0] == file.code


def test_a_workshop_has_one_file_for_a_drawing(cast: Cast) -> None:
    file = opened(cast)
    with pytest.raises(FileThere, match=file.code):
        opened(cast)
    with pytest.raises(NothingAsked):
        opened(cast, cast.workshop_b, level=4)
    with pytest.raises(Http404):
        open_file(
            workshop=cast.workshop_b,
            revision=cast.block,
            customer=cast.customer,
            level=3,
            reason=FileReason.NEW_PART,
            by=cast.stranger,
            at=cast.at,
        )


def test_at_level_four_the_customer_names_what_goes_along(cast: Cast) -> None:
    file = opened(cast)
    set_level(file=file, level=4, asked=[Element.PLAN], by=cast.lab, at=cast.at)
    file.refresh_from_db()
    sent_along = {each.element for each in elements_of(file, cast.at) if each.is_sent}
    assert sent_along == {Element.PLAN, Element.WARRANT}


def test_terms_hold_from_their_day_on(cast: Cast) -> None:
    terms = {"valid_months": 12, "idle_months": 6, "index_critical": 2.0, "index_significant": 1.5}
    set_approval_terms(valid_from=date(2019, 5, 1), **terms, by=cast.lab, at=cast.at)  # type: ignore[arg-type]
    with pytest.raises(TermsDayTaken):
        set_approval_terms(valid_from=date(2019, 5, 1), **terms, by=cast.lab, at=cast.at)  # type: ignore[arg-type]


def test_who_sees_which_files(cast: Cast) -> None:
    file = opened(cast, cast.workshop_a)
    assert not files_visible_to(cast.customer_engineer).exists()
    sent(cast, file)
    for person in (cast.lab, cast.planner, cast.treasurer, cast.owner, cast.customer_engineer):
        assert [each.pk for each in files_visible_to(person)] == [file.pk], person
    for person in (cast.owner_b, cast.operator, cast.mentor, cast.stranger, cast.ministry):
        assert not files_visible_to(person).exists(), person


def test_the_board_puts_what_waits_first_and_keys_tell_the_story(cast: Cast) -> None:
    first = opened(cast)
    second = opened(cast, cast.workshop_b)
    sent(cast, first)
    decided(cast, first)
    sent(cast, second)

    rows = file_board(cast.lab, cast.at + timedelta(days=1))

    assert [row.file.code for row in rows] == [second.code, first.code]
    keys = set(AuditEntry.objects.values_list("key", flat=True))
    assert {"approval_file.opened", "approval_file.submitted", "approval_file.decided"} <= keys
