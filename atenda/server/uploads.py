"""Files in a request: nothing takes any yet, so whoever sends one is not listened to any further.

A body is read before its sender is known, and Django would keep a file of any size in the folder for temporary ones.
"""

from typing import Any, NoReturn

from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class NoFiles(FileUploadHandler):
    """The fields before the first file are read, that file and what follows it are not."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: no file begins."""

    def file_complete(self, file_size: int) -> None:
        """Never called: no file begins."""
