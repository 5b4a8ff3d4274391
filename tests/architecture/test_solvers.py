"""A solver can be changed in one place: only private modules of the library import one."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
SOLVERS = {"highspy", "ortools"}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_only_private_modules_import_a_solver() -> None:
    users = [path for path in SOURCE.rglob("*.py") if imported(path) & SOLVERS]
    assert users
    assert [path for path in users if not path.stem.startswith("_")] == []
    assert [path for path in users if (SOURCE / "tuang") not in path.parents] == []
