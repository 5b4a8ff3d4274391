"""Taking in customers and their schedules: a whole release or nothing of it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.orders.models import CallOff, CallOffKind, Customer, DeliverySchedule, ScheduleLine
from rantai.orders.queries import CONFIRMED, latest_release
from rantai.orders.rules import plan_month
from rantai.orders.schedule_files import ReleaseLine, ScheduleRelease, read_schedule_file
from rantai.parts.models import Part, PartRevision
from rantai.records.actions import write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class CustomerCodeTaken(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("The code %(code)s already belongs to a customer. Open it, or choose another code.")
            % {"code": code}
        )


class UnknownCustomer(Refusal):
    def __init__(self, code: str, name: str) -> None:
        self.code, self.name = code, name
        super().__init__(
            _(
                "The file comes from %(code)s, which is none of our customers. Choose the customer "
                "in the form, or register it with this code, then upload the file again."
            )
            % {"code": f"{code} {name}".strip() or "?"}
        )


class OtherCustomer(Refusal):
    def __init__(self, chosen: Customer, named: Customer) -> None:
        super().__init__(
            _(
                "You chose %(chosen)s, but the file comes from %(named)s. Choose %(named)s, or "
                "leave the customer to the file."
            )
            % {"chosen": chosen.name, "named": named.name}
        )


class DuplicateRelease(Refusal):
    def __init__(self, earlier: DeliverySchedule, customer: Customer) -> None:
        self.earlier = earlier
        super().__init__(
            _(
                "Release %(number)s of %(customer)s was already received on %(when)s from the file "
                "%(file)s. Nothing was changed; ask the customer for a newer release."
            )
            % {
                "number": earlier.release_number,
                "customer": customer.name,
                "when": _moment(earlier.received_at),
                "file": earlier.file_name,
            }
        )


class OlderRelease(Refusal):
    def __init__(self, release: ScheduleRelease, current: DeliverySchedule) -> None:
        self.current = current
        super().__init__(
            _(
                "Release %(number)s was issued on %(issued)s, before the current release "
                "%(current)s of %(current_issued)s. An older release cannot take its place; ask "
                "the customer for the newest one."
            )
            % {
                "number": release.release_number,
                "issued": _moment(release.issued_at),
                "current": current.release_number,
                "current_issued": _moment(current.issued_at),
            }
        )


class SeveralReleases(Refusal):
    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(
            _(
                "The file holds more than one release: %(numbers)s. A release replaces the whole "
                "of the one before, so upload each in a file of its own."
            )
            % {"numbers": ", ".join(numbers)}
        )


class MarkedAsTest(Refusal):
    def __init__(self, release_number: str) -> None:
        super().__init__(
            _(
                "The sender marked release %(number)s as a test, so it is no order. Ask the "
                "customer to send it without the test mark."
            )
            % {"number": release_number}
        )


@dataclass(frozen=True, slots=True)
class UnknownPart:
    """A part of the file that we cannot make yet, and where the file names it."""

    number: str
    description: str
    revision: str
    rows: tuple[int, ...]
    part_id: int | None = None

    @property
    def is_registered(self) -> bool:
        return self.part_id is not None

    @property
    def cause(self) -> str:
        if not self.is_registered:
            return _("Part %(number)s is not registered.") % {"number": self.number}
        if self.revision:
            return _("Part %(number)s has no revision %(revision)s.") % {
                "number": self.number,
                "revision": self.revision,
            }
        return _("Part %(number)s has no revision in force.") % {"number": self.number}

    @property
    def remedy(self) -> str:
        if not self.is_registered:
            return _("Register the part with its revision, grade and pieces per box.")
        return _("Register the revision, with the day from which it is in force.")


class UnknownParts(Refusal):
    """All of them at once, so that one round of registering is enough."""

    def __init__(self, parts: Iterable[UnknownPart]) -> None:
        self.parts = tuple(parts)
        super().__init__(
            _(
                "The file names parts that are not registered or have no revision in force: "
                "%(parts)s. Register them, then upload the file again; nothing was stored."
            )
            % {"parts": ", ".join(f"{part.number} {part.revision}".strip() for part in self.parts)}
        )


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


@transaction.atomic
def register_customer(
    *,
    code: str,
    name: str,
    tier: str = "",
    address: str = "",
    supplier_code: str = "",
    by: Account,
    at: datetime,
) -> Customer:
    cooperative = acting_as(by, Role.PLANNER)
    try:
        with transaction.atomic():
            customer = Customer.objects.create(
                cooperative=cooperative,
                code=code,
                name=name,
                tier=tier,
                address=address,
                supplier_code=supplier_code,
            )
    except IntegrityError as taken:
        raise CustomerCodeTaken(code) from taken
    write_audit("customer.registered", customer, by=by, at=at, code=code, name=name)
    return customer


def receive_schedule(
    *, content: bytes, name: str, customer: Customer | None, by: Account, at: datetime
) -> DeliverySchedule:
    """Read a customer's file and put its release in the place of the one before.

    Whatever is wrong with the file, nothing of it is kept: `ScheduleFileRefused` lists its faults,
    a `Refusal` says why the release cannot be taken.
    """
    cooperative = acting_as(by, Role.PLANNER)
    release = _only_release(read_schedule_file(name, content))
    buyer = _buyer(cooperative, release, customer)
    return _store_release(
        release=release, customer=buyer, content=content, name=PurePath(name).name, by=by, at=at
    )


def _only_release(releases: tuple[ScheduleRelease, ...]) -> ScheduleRelease:
    if len(releases) > 1:
        raise SeveralReleases(release.release_number for release in releases)
    (release,) = releases
    if release.is_test:
        raise MarkedAsTest(release.release_number)
    return release


def _buyer(cooperative: Cooperative, release: ScheduleRelease, chosen: Customer | None) -> Customer:
    named = Customer.objects.filter(
        cooperative=cooperative, code__iexact=release.customer_ref
    ).first()
    if chosen is None and named is None:
        raise UnknownCustomer(release.customer_ref, release.customer_name)
    if chosen and named and chosen != named:
        raise OtherCustomer(chosen, named)
    return chosen or named  # type: ignore[return-value]  # one of them is there


def _store_release(
    *,
    release: ScheduleRelease,
    customer: Customer,
    content: bytes,
    name: str,
    by: Account,
    at: datetime,
) -> DeliverySchedule:
    digest = hashlib.sha256(content).hexdigest()
    schedule = DeliverySchedule(
        cooperative=customer.cooperative,
        customer=customer,
        release_number=release.release_number,
        issued_at=release.issued_at,
        received_at=at,
        received_by=by,
        file_name=name[:200],
        file_sha256=digest,
        # The customer's name for the file is shown, never used as a path.
        file=ContentFile(content, name=f"{digest[:16]}{PurePath(name).suffix[:8].lower()}"),
    )
    try:
        _take_the_place_of_the_one_before(schedule, release, by=by, at=at)
    except BaseException:
        # The database takes back its rows; the file written beside them is ours to take back.
        schedule.file.delete(save=False)
        raise
    return schedule


@transaction.atomic
def _take_the_place_of_the_one_before(
    schedule: DeliverySchedule, release: ScheduleRelease, *, by: Account, at: datetime
) -> None:
    customer = schedule.customer
    # Releases of one customer queue up here: the same file uploaded twice at once is found below.
    Customer.objects.select_for_update().get(cooperative_id=customer.cooperative_id, pk=customer.pk)
    _refuse_duplicate(customer, release, schedule.file_sha256)
    current = latest_release(customer)
    if current and release.issued_at < current.issued_at:
        raise OlderRelease(release, current)
    revisions = _revisions(customer.cooperative, release, timezone.localdate(at))

    schedule.supersedes = current
    schedule.save()
    pieces = _store_lines(schedule, _merged(release.lines, revisions))
    write_audit(
        "schedule.received",
        schedule,
        by=by,
        at=at,
        customer=customer.code,
        release=release.release_number,
        supersedes=current.release_number if current else None,
        sha256=schedule.file_sha256,
        pieces=pieces,
    )


def _refuse_duplicate(customer: Customer, release: ScheduleRelease, digest: str) -> None:
    received = DeliverySchedule.objects.filter(
        cooperative_id=customer.cooperative_id, customer=customer
    )
    earlier = (
        received.filter(release_number=release.release_number).first()
        or received.filter(file_sha256=digest).first()
    )
    if earlier:
        raise DuplicateRelease(earlier, customer)


def _revisions(
    cooperative: Cooperative, release: ScheduleRelease, today: date
) -> dict[tuple[str, str], PartRevision]:
    """The revision behind each (part number, revision) that the file names; all must be known."""
    numbers = {line.part_number for line in release.lines}
    registered = dict(
        Part.objects.filter(cooperative=cooperative, number__in=numbers).values_list("number", "pk")
    )
    # Oldest first: without a revision in the file the newest in force is what remains.
    found: dict[tuple[str, str], PartRevision] = {}
    for revision in (
        PartRevision.objects.filter(
            cooperative=cooperative, part__number__in=numbers, valid_from__lte=today
        )
        .select_related("part")
        .order_by("valid_from", "pk")
    ):
        found[revision.part.number, ""] = found[revision.part.number, revision.revision] = revision

    unknown: dict[tuple[str, str], list[ReleaseLine]] = defaultdict(list)
    for line in release.lines:
        key = line.part_number, line.part_revision
        if key not in found:
            unknown[key].append(line)
    if unknown:
        raise UnknownParts(
            UnknownPart(
                number=number,
                description=lines[0].description,
                revision=revision,
                rows=tuple(line.row for line in lines if line.row),
                part_id=registered.get(number),
            )
            for (number, revision), lines in unknown.items()
        )
    return found


LineKey = tuple[PartRevision, str, str]


def _merged(
    lines: Iterable[ReleaseLine], revisions: Mapping[tuple[str, str], PartRevision]
) -> dict[LineKey, ReleaseLine]:
    """A file may name one part and place twice, with and without the revision; that is one line."""
    merged: dict[LineKey, ReleaseLine] = {}
    for line in lines:
        key = (
            revisions[line.part_number, line.part_revision],
            line.ship_to,
            line.order_number,
        )
        same = merged.get(key)
        merged[key] = replace(line, call_offs=same.call_offs + line.call_offs) if same else line
    return merged


def _store_lines(schedule: DeliverySchedule, lines: Mapping[LineKey, ReleaseLine]) -> int:
    rows = ScheduleLine.objects.bulk_create(
        ScheduleLine(
            cooperative_id=schedule.cooperative_id,
            schedule=schedule,
            revision=revision,
            ship_to=ship_to,
            order_number=order_number,
            cumulative_received=line.cumulative_received,
            cumulative_from=line.cumulative_from,
        )
        for (revision, ship_to, order_number), line in lines.items()
    )
    issued_on = timezone.localdate(schedule.issued_at)
    call_offs = [
        CallOff(
            cooperative_id=schedule.cooperative_id,
            line=row,
            kind=CallOffKind(call_off.kind),
            frequency=call_off.frequency[:1],
            due_on=call_off.due_on,
            plan_month=plan_month(
                is_confirmed=CallOffKind(call_off.kind) in CONFIRMED,
                due_on=call_off.due_on,
                issued_on=issued_on,
            ),
            quantity=call_off.quantity,
        )
        for row, line in zip(rows, lines.values(), strict=True)
        for call_off in line.call_offs
    ]
    CallOff.objects.bulk_create(call_offs)
    return sum(call_off.quantity for call_off in call_offs)
