"""A file is kept once by its content, by what its bytes are and not by what its name says."""

import pytest

from rantai.records.actions import FileNotUsable, FileTooLarge, keep_attachment
from rantai.records.models import Attachment
from rantai.records.rules import LARGEST_ATTACHMENT_BYTES, PHOTOS, media_type_of
from tests.cast import Cast

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def test_the_same_content_is_stored_once_in_a_cooperative(cast: Cast) -> None:
    first = keep_attachment(cooperative=cast.cooperative, content=PNG, name="a.png", at=cast.at)
    again = keep_attachment(cooperative=cast.cooperative, content=PNG, name="b.txt", at=cast.at)
    assert again == first
    other = keep_attachment(
        cooperative=cast.other_cooperative, content=PNG, name="a.png", at=cast.at
    )
    assert other.file.name != first.file.name
    with first.file.open() as kept:
        assert kept.read() == PNG
    assert (first.media_type, first.size_bytes) == ("image/png", 48)


@pytest.mark.parametrize(
    "content",
    [b"<svg onload='x()'>", b"", b"PK\x03\x04 no sheet inside", b"MZ program"],
    ids=["drawing", "nothing", "archive", "program"],
)
def test_what_a_browser_or_a_shell_would_run_is_refused(cast: Cast, content: bytes) -> None:
    with pytest.raises(FileNotUsable, match=r"foto\.png"):
        keep_attachment(cooperative=cast.cooperative, content=content, name="foto.png", at=cast.at)
    assert not Attachment.objects.exists()


def test_a_paper_is_no_photo_and_five_megabytes_are_the_most(cast: Cast) -> None:
    with pytest.raises(FileNotUsable):
        keep_attachment(
            cooperative=cast.cooperative,
            content=b"%PDF-1.7",
            name="a.pdf",
            at=cast.at,
            types=PHOTOS,
        )
    with pytest.raises(FileTooLarge):
        keep_attachment(
            cooperative=cast.cooperative,
            content=PNG + bytes(LARGEST_ATTACHMENT_BYTES),
            name="a.png",
            at=cast.at,
        )


def test_photos_are_known_by_their_first_bytes() -> None:
    assert media_type_of(b"\xff\xd8\xff\xe0 JFIF") == "image/jpeg"
    assert media_type_of(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == "image/webp"
    assert media_type_of(b"RIFF\x00\x00\x00\x00WAVEfmt ") is None
