"""Static files whose names carry a hash of what is in them, so that browsers may keep them for ever."""

from __future__ import annotations

import os

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashes also the modules a module imports. Tests that never collected files get the plain names."""

    support_js_module_import_aggregation = True
    manifest_strict = os.environ.get("ATENDA_TEST") != "1"

    def hashed_name(self, name: str, content: object = None, filename: str | None = None) -> str:
        try:
            hashed: str = super().hashed_name(name, content, filename)
        except ValueError:
            if self.manifest_strict:
                raise
            return name
        return hashed
