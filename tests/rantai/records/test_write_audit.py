"""The audit trail is a chain that shows where it was broken."""

import pytest

from rantai.records.actions import next_number, write_audit
from rantai.records.models import AuditEntry
from rantai.records.queries import history_of
from rantai.records.rules import Deed, Link, first_broken
from tests.cast import Cast


def _chain(cast: Cast) -> list[Link]:
    return [
        Link(
            deed=Deed(
                number=entry.number,
                at=entry.at,
                actor_name=entry.actor_name,
                key=entry.key,
                subject_type=entry.subject_type,
                subject_id=entry.subject_id,
                details=entry.details,
            ),
            previous_hash=entry.previous_hash,
            hash=entry.hash,
        )
        for entry in AuditEntry.objects.filter(cooperative=cast.cooperative).order_by("number")
    ]


def _three_deeds(cast: Cast) -> None:
    for key in ("workshop.joined", "workshop.audited", "workshop.approved"):
        write_audit(key, cast.workshop_a, by=cast.planner, at=cast.at, note="é, 3,25 %")


def test_an_untouched_chain_is_whole(cast: Cast) -> None:
    _three_deeds(cast)

    assert first_broken(_chain(cast)) is None


@pytest.mark.parametrize("victim", [0, 1, 2])
def test_a_removed_entry_is_named_unless_it_was_the_last(cast: Cast, victim: int) -> None:
    _three_deeds(cast)
    chain = _chain(cast)
    del chain[victim]

    assert first_broken(chain) == (None if victim == 2 else victim + 1)


def test_an_altered_detail_is_named(cast: Cast) -> None:
    _three_deeds(cast)
    chain = _chain(cast)
    altered = chain[1]
    forged = Deed(
        number=2,
        at=altered.deed.at,
        actor_name="Someone else",
        key=altered.deed.key,
        subject_type=altered.deed.subject_type,
        subject_id=altered.deed.subject_id,
        details=altered.deed.details,
    )
    chain[1] = Link(deed=forged, previous_hash=altered.previous_hash, hash=altered.hash)

    assert first_broken(chain) == 2


def test_each_cooperative_has_a_chain_of_its_own(cast: Cast) -> None:
    _three_deeds(cast)

    entry = write_audit("account.signed_in", cast.stranger, by=cast.stranger, at=cast.at)

    assert entry.number == 1
    assert entry.previous_hash == ""


def test_entries_cannot_be_changed_or_removed_through_the_models(cast: Cast) -> None:
    _three_deeds(cast)

    with pytest.raises(TypeError, match="append-only"):
        AuditEntry.objects.filter(number=1).update(key="x")
    with pytest.raises(TypeError, match="append-only"):
        AuditEntry.objects.filter(number=1).delete()


def test_history_is_shown_to_its_own_cooperative_only(cast: Cast) -> None:
    _three_deeds(cast)

    assert history_of(cast.planner, cast.workshop_a).count() == 3
    assert history_of(cast.stranger, cast.workshop_a).count() == 0


def test_running_numbers_have_no_gap_and_are_counted_per_prefix(cast: Cast) -> None:
    numbers = [next_number(cooperative=cast.cooperative, prefix="SJ-19-") for _ in range(3)]

    assert numbers == [1, 2, 3]
    assert next_number(cooperative=cast.cooperative, prefix="SJ-20-") == 1
    assert next_number(cooperative=cast.other_cooperative, prefix="SJ-19-") == 1
