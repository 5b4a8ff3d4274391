"""Codes in titles stay in one piece."""

import pytest
from django.utils.safestring import mark_safe

from rantai.portal.templatetags.codes import whole_codes


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Kesiapan B-017", 'Kesiapan <span class="whole">B-017</span>'),
        (
            "8D-18-001, BB-2",
            '<span class="whole">8D-18-001</span>, <span class="whole">BB-2</span>',
        ),
        ("Kapasitas-kapasitas", "Kapasitas-kapasitas"),
        ("I-MR", "I-MR"),
        ("SLV-017-190412-3", "SLV-017-190412-3"),  # wider than a phone
        ('<i title="B-017">x</i>', '<i title="B-017">x</i>'),
    ],
)
def test_a_code_is_not_broken_and_nothing_else_is_touched(title: str, shown: str) -> None:
    assert whole_codes(mark_safe(title)) == shown
