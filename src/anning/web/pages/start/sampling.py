"""The sample case as files for an import."""

from __future__ import annotations

import secrets

from anning.services import sample
from anning.services.desk import Desk
from anning.services.intake import Source
from anning.web.pages.start import uploads


def sources(desk: Desk) -> list[Source]:
    """Write the sample export into the spool; the import takes the files away again at its end."""
    folder = desk.config.spool / f"upload-{secrets.token_hex(8)}"
    written = sample.write(folder)
    return [uploads.named(Source(path=path, name=path.name)) for path in written.files]
