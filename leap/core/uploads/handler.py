"""How files arrive: in memory only, so that no unsealed copy ever lies on a disk, and never more than fits."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from leap.core.uploads.kinds import MOST_BYTES


class InMemory(FileUploadHandler):
    """Keeps the files of one request, together at most a little more than the largest we take. Of what is more it only
    counts the bytes, so the form can still say that the file is too large, with everything else that was typed."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.room = MOST_BYTES + 1

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Another file of the same request."""
        super().new_file(*args, **kwargs)
        self.held = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep as much as there is room for."""
        self.held.write(raw_data[: self.room])
        self.room -= min(len(raw_data), self.room)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file, with its true size."""
        self.held.seek(0)
        return InMemoryUploadedFile(
            self.held, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
