"""Reads bytes the way an import does, child process and all."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping

from anning import importers
from anning.domain.records import Attachment, Problem, Reading
from anning.importers import Batch, Limits, Progress

SMS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<smses count="2">\n'
    '<sms address="10086" date="1767200000000" type="1" body="{0}一" date_sent="0"/>\n'
    '<sms address="10086" date="1767200001000" type="1" body="{0}二" date_sent="0"/>\n</smses>'
)


class Got:
    """What reading a file gave, sorted by what it is."""

    def __init__(self, data: bytes, name: str, limits: Limits | None = None, **settings: str) -> None:
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.flush()
            items = list(importers.read(file, name, settings=settings, limits=limits))
        self.contacts = [contact for item in items if isinstance(item, Batch) for contact in item.contacts]
        self.attachments = [item for item in items if isinstance(item, Attachment)]
        self.problems = [item for item in items if isinstance(item, Problem)]
        self.progress = [item for item in items if isinstance(item, Progress)]
        assert isinstance(items[-1], Reading)
        self.reading: Reading = items[-1]

    @property
    def texts(self) -> list[str]:
        return [contact.text for contact in self.contacts]

    @property
    def told(self) -> str:
        return "\n".join(f"{problem.where}: {problem.reason}" for problem in self.problems)


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()
