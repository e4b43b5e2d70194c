"""The program that typesets one bundle or part of it, and is gone with all the memory it took."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal, cast

import msgspec
from msgspec import Struct

Standard = Literal["a-2a", "ua-1"]


class Task(Struct, frozen=True, kw_only=True):
    """What to set: the template and pictures lie in folder, the document is JSON.

    A draft gives the page on which each sheet begins, and at last the last page, as a JSON list; otherwise a PDF.
    stamp is the moment the PDF carries, in seconds.
    """

    folder: str
    fonts: str
    document: str
    draft: bool
    standards: tuple[Standard, ...]
    stamp: int


def done(task: Task) -> bytes:
    """Set it; RuntimeError says what the typesetter did not like."""
    import typst

    compiler = typst.Compiler(
        Path(task.folder, "bundle.typ"),
        root=Path(task.folder),
        font_paths=[Path(task.fonts)],
        ignore_system_fonts=True,
        sys_inputs={"document": task.document},
    )
    if task.draft:
        return str(compiler.query("<at>", field="value")).encode()
    pdf = compiler.compile(format="pdf", pdf_standards=list(task.standards), timestamp=task.stamp)
    return cast("bytes", pdf)


if __name__ == "__main__":
    try:
        sys.stdout.buffer.write(done(msgspec.json.decode(sys.stdin.buffer.read(), type=Task)))
    except RuntimeError as reason:
        sys.exit(str(reason))
