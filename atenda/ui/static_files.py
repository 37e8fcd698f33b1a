"""Static files whose names carry a hash of what is in them, so that browsers may keep them for ever."""

from __future__ import annotations

import os

from whitenoise.storage import CompressedManifestStaticFilesStorage

IS_TEST = os.environ.get("ATENDA_TEST") == "1"


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashes also the modules a module imports. Tests collect nothing: there every file has its plain name."""

    support_js_module_import_aggregation = True
    max_post_process_passes = 10  # one for each module that imports one that imports one…

    def stored_name(self, name: str) -> str:
        return name if IS_TEST else str(super().stored_name(name))
