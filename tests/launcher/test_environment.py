"""What go.py says and does before there is an environment."""

import importlib.util
import runpy
import sys
from pathlib import Path

import pytest

import go

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def empty_tree(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A tree with two requirement files and no environment."""
    for name in (go.RUN, go.DEV):
        (tmp_path / name).write_text(f"# {name}\n")
    monkeypatch.setattr(go, "ROOT", tmp_path)
    monkeypatch.setattr(go, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(go, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    return tmp_path


@pytest.fixture
def installs(monkeypatch: pytest.MonkeyPatch, empty_tree: Path) -> list[str]:
    """Which files were installed, without installing."""
    installed: list[str] = []

    def make_venv() -> None:
        go.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        go.PYTHON.touch()

    monkeypatch.setattr(go, "make_venv", make_venv)
    monkeypatch.setattr(go, "install", installed.append)
    return installed


def test_an_old_python_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(
        SystemExit, match=r"needs Python 3\.11 or newer, and this is Python 3\.9\.2"
    ):
        runpy.run_path(str(ROOT / "go.py"), run_name="__main__")


def test_a_python_without_venv_is_told_which_package_brings_it(
    monkeypatch: pytest.MonkeyPatch, empty_tree: Path
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"apt install python3\.\d+-venv"):
        go.make_venv()


def test_a_second_start_installs_nothing(installs: list[str]) -> None:
    go.prepare(go.RUN)
    go.prepare(go.RUN)
    assert installs == [go.RUN]


def test_the_test_environment_holds_what_a_run_needs(installs: list[str]) -> None:
    go.prepare(go.DEV)
    go.prepare(go.RUN)
    assert installs == [go.DEV]


def test_a_changed_requirement_is_installed_at_the_next_start(
    installs: list[str], empty_tree: Path
) -> None:
    go.prepare(go.RUN)
    (empty_tree / go.RUN).write_text("django==5.2.99\n")
    go.prepare(go.RUN)
    assert installs == [go.RUN, go.RUN]


def test_another_python_is_another_environment(
    installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    go.prepare(go.RUN)
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    go.prepare(go.RUN)
    assert installs == [go.RUN, go.RUN]


def test_an_installation_that_fails_is_not_remembered(
    empty_tree: Path, installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(requirements: str) -> None:
        sys.exit("no network")

    monkeypatch.setattr(go, "install", fail)
    with pytest.raises(SystemExit, match="no network"):
        go.prepare(go.RUN)
    assert not (go.VENV / "installed.json").exists()


def test_plain_pip_takes_over_where_uv_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def without_uv(command: go.Command) -> bool:
        tried.append(" ".join(map(str, command)))
        return go.UV not in command

    monkeypatch.setattr(go, "succeeds", without_uv)
    go.install(go.RUN)
    assert [go.UV in command for command in tried] == [True, False]
    assert "-m pip" in tried[-1]
    assert "--require-hashes" in tried[-1]


def test_every_requirement_is_pinned_by_hash_and_names_no_registry() -> None:
    for name in (go.RUN, go.DEV):
        lines = (ROOT / name).read_text().splitlines()
        pinned = [line for line in lines if "==" in line]
        assert pinned
        assert all(line.endswith("\\") for line in pinned)
        assert not [line for line in lines if "://" in line or line.startswith("-")]


def test_the_closing_sentence_names_what_was_left_out() -> None:
    assert go.closing_sentence([], []) == "All parts passed. Nothing left out."
    sentence = go.closing_sentence(
        ["everything else, on SQLite"], ["3 tests, browser: no Chromium"]
    )
    assert "Failed: everything else, on SQLite." in sentence
    assert "Left out: 3 tests, browser: no Chromium." in sentence


def test_the_data_folder_reaches_the_children_as_an_absolute_path(tmp_path: Path) -> None:
    assert go.environment(tmp_path)["RANTAI_DATA"] == str(tmp_path)
    assert Path(go.environment(Path("elsewhere"))["RANTAI_DATA"]).is_absolute()


def test_children_keep_what_they_compile_whatever_this_machine_tells_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in go.environment(tmp_path)
