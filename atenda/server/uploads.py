"""Files in a request: heard only by the views that ask for them, so whoever sends one elsewhere is not listened to.

A body is read before the view runs, and Django would keep a file of any size in the folder for temporary ones.
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http.multipartparser import MultiPartParser


class FileDoor(FileUploadHandler):
    """Asks the view for its receiver (`atenda.files.receiving.takes_files`).

    Without one, the fields before the first file are read, that file and what follows it are not.
    """

    receiver: Any = None

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> Any:
        """With a receiver, by a parser of our own: however it ends, by a lost connection too, the receiver closes."""
        match = getattr(self.request, "resolver_match", None)
        make = getattr(match.func, "receiver", None) if match else None
        self.receiver = make(self.request, content_length) if make else None
        if self.receiver is None:
            return None
        try:
            return MultiPartParser(META, input_data, [OpenDoor(self.receiver)], encoding).parse()
        finally:
            self.receiver.close()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: no file begins."""

    def file_complete(self, file_size: int) -> None:
        """Never called: no file begins."""


class OpenDoor(FileUploadHandler):
    """Hands on what arrives, as long as the receiver will hear it."""

    def __init__(self, receiver: Any) -> None:
        super().__init__()
        self.receiver = receiver

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        if self.receiver.refusal is not None:
            raise StopUpload(connection_reset=True)
        self.receiver.begin(file_name)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.receiver.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        return self.receiver.complete()
