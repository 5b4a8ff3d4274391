"""A watched folder: finished files only, each once, and whatever is wrong is in the log."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rantai.shopfloor.actions import take_sample
from rantai.shopfloor.models import ExportFile, Heat, Reading
from rantai.shopfloor.watching import WatchedFolder
from tests.cast import Cast
from tests.rantai.shopfloor.exports import HEAD, mapped, row
from tests.rantai.shopfloor.story import charged_heat


@pytest.fixture
def heat(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Heat:
    monkeypatch.setattr(timezone, "now", lambda: cast.at)
    # The command lets go of stale connections; a test's own must stay.
    monkeypatch.setattr(
        "rantai.shopfloor.management.commands.watch_spectrometer.close_old_connections",
        lambda: None,
    )
    mapped(cast)
    heat = charged_heat(cast)
    take_sample(heat=heat, by=cast.operator, at=cast.at - timedelta(minutes=20))
    return heat


def watch(folder: Path, *more: str) -> str:
    log = io.StringIO()
    call_command(
        "watch_spectrometer",
        str(folder),
        "--instrument=SPK-1",
        "--once",
        "--every=0.01",
        *more,
        stdout=log,
    )
    return log.getvalue()


def test_a_finished_file_is_read_and_stays_where_it_is(heat: Heat, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(HEAD + row(heat.code, 1))
    assert "1 samples read" in watch(tmp_path)
    assert file.exists()
    assert Reading.objects.count() == 5


def test_a_restart_reads_nothing_twice(heat: Heat, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + row(heat.code, 1))
    watch(tmp_path)
    assert "here already" in watch(tmp_path)
    assert (ExportFile.objects.count(), Reading.objects.count()) == (1, 5)


def test_a_cut_file_is_logged_row_by_row_and_read_once_it_is_whole(
    heat: Heat, tmp_path: Path
) -> None:
    file, whole = tmp_path / "a.csv", HEAD + row(heat.code, 1)
    file.write_text(whole[:-9])
    log = watch(tmp_path)
    assert "a.csv: row 2" in log
    assert "nothing stored" in log
    assert not ExportFile.objects.exists()
    file.write_text(whole)
    assert "1 samples read" in watch(tmp_path)


def test_one_bad_file_does_not_keep_the_next_from_being_read(heat: Heat, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"PK\x03\x04\0\0")
    (tmp_path / "b.csv").write_text(HEAD + row(heat.code, 1))
    assert "1 samples read" in watch(tmp_path)


def test_it_moves_a_file_only_when_told(heat: Heat, tmp_path: Path) -> None:
    there, done = tmp_path / "in", tmp_path / "done"
    there.mkdir()
    done.mkdir()
    (there / "a.csv").write_text(HEAD + row(heat.code, 1))
    watch(there, f"--move-to={done}")
    assert [path.name for path in done.iterdir()] == ["a.csv"]
    assert not list(there.iterdir())


def test_a_file_still_growing_or_half_named_is_left_alone(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path)
    file = tmp_path / "a.csv"
    for name in ("b.csv.tmp", "c.csv.part", ".d.csv", "~$e.csv"):
        (tmp_path / name).write_text("x")
    file.write_text("one")
    assert list(watched.finished()) == []
    file.write_text("one two")
    assert list(watched.finished()) == []
    assert [path for path, _content in watched.finished()] == [file]


def test_a_file_renamed_into_place_is_offered_once_and_again_when_it_changes(
    tmp_path: Path,
) -> None:
    watched, file = WatchedFolder(tmp_path), tmp_path / "a.csv"
    (tmp_path / "a.tmp").write_text("one")
    (tmp_path / "a.tmp").rename(file)
    list(watched.finished())
    for path, _content in watched.finished():
        watched.settled(path)
    assert list(watched.finished()) == []
    file.write_text("one and more")
    list(watched.finished())
    assert [content for _path, content in watched.finished()] == [b"one and more"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--instrument=XXX"], "no spectrometer"),
        (["--instrument=SPK-1", "--by=operator"], "no lab sign-in"),
        (["--instrument=SPK-1", "--every=0"], "above zero"),
    ],
)
def test_what_cannot_be_watched_is_said_at_once(
    heat: Heat, tmp_path: Path, arguments: list[str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("watch_spectrometer", str(tmp_path), *arguments, "--once")


def test_a_folder_that_is_not_there_is_named(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no folder"):
        call_command("watch_spectrometer", str(tmp_path / "x"), "--instrument=SPK-1")
