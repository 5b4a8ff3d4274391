"""Uploads: a file too large is refused while it arrives, not after."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

LARGEST_BYTES = 5 * 1024 * 1024


class RefuseOversize(FileUploadHandler):
    """Stop reading a file beyond the limit and note it on the request for the form to say so."""

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > LARGEST_BYTES:
            if self.request is not None:
                self.request.META["rantai.oversize"] = self.file_name
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        return None
