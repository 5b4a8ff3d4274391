"""`tuang` as the program: it ends with its answer, and tells the shell how it went."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--help"], 0, "which furnace melts what when"),
        (["charge", "nowhere.json"], 1, "nowhere.json: the file cannot be read"),
        (["charge", "--wrong"], 1, "usage"),
    ],
)
def test_the_program_ends_with_what_it_said(words: list[str], code: int, told: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tuang", *words], capture_output=True, text=True, check=False
    )
    assert ended.returncode == code
    assert told in ended.stdout + ended.stderr


def test_an_error_of_ours_ends_with_its_traceback_and_not_as_an_answer() -> None:
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "import tuang.__main__ as m; m.COMMANDS['nothing'] = ''; import sys;"
            "sys.argv = ['tuang', 'nothing', 'FILE']; m.run()",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "ModuleNotFoundError" in ended.stderr
