"""What a template writes for a machine stays as a machine wrote it."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "src" / "rantai"
# A key of a row or a page's number: from a thousand on, localising puts a dot into it.
BARE = re.compile(r'[\w-]+="[^"{]*(?:\{\{[^}]*\}\}[^"{]*)*\{\{ (?:[\w.]*\bpk|page\.number) \}\}')


def test_no_attribute_holds_a_key_with_a_thousands_dot() -> None:
    found = [
        f"{path.relative_to(TEMPLATES)}: {match.group()[:80]}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for match in BARE.finditer(path.read_text())
    ]
    assert found == []
