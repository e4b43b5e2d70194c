"""Originals out of the vault: pictures and recordings to be seen and heard here, everything else to be saved.

What is sent is named by a list of ours, never by the file; nothing in it can run or open anything.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from msgspec import Struct

from anning import store
from anning.services import custody, scratch
from anning.web import workplace

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
AUDIO = frozenset(
    f"audio/{kind}" for kind in ("mpeg", "mp4", "aac", "amr", "ogg", "opus", "wav", "3gpp", "flac")
)
_SAME = {
    "image/jpg": "image/jpeg",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "audio/mp3": "audio/mpeg",
    "audio/amr-wb": "audio/amr",
    "audio/x-flac": "audio/flac",
}
_CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Shown(Struct, frozen=True, kw_only=True):
    """How a page shows an original: as a picture, a player, or something to save."""

    id: str
    name: str
    size: int
    media_type: str
    how: str


_BY_NAME = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "amr": "audio/amr", "awb": "audio/amr",
    "ogg": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav", "3gp": "audio/3gpp", "flac": "audio/flac",
}  # fmt: skip
"""For files that came without a type; one that is not what its name says is simply not shown."""


def shown(evidence_id: str) -> Shown:
    """What the index knows of an original. NotFound."""
    row = store.evidence(evidence_id)
    kind = allowed(row.media_type or _BY_NAME.get(row.name.rpartition(".")[2].lower(), ""))
    how = "picture" if kind in PICTURES else "audio" if kind in AUDIO else "save"
    return Shown(id=row.id, name=row.name, size=row.size, media_type=kind, how=how)


def allowed(media_type: str) -> str:
    """The type an original is sent as; what is not on the list is bytes and nothing else."""
    plain = media_type.partition(";")[0].strip().lower()
    known = _SAME.get(plain, plain)
    return known if known in PICTURES | AUDIO else "application/octet-stream"


@require_safe
def original(request: HttpRequest, evidence_id: str) -> HttpResponseBase:
    """The bytes, or the part asked for; opening one is written into the custody log."""
    part = shown(evidence_id)
    wanted = _range(request.headers.get("Range", ""), part.size)
    if wanted is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{part.size}"})
    first, last, whole = wanted
    place = scratch.place_for(workplace.desk().config, part.size)
    spool = tempfile.TemporaryFile(dir=place)  # noqa: SIM115 - closed when the answer was sent; it never has a name
    if request.method == "GET" and first == 0:
        custody.view(workplace.desk(), evidence_id, spool)
    else:
        workplace.desk().vault.copy_to(evidence_id, spool)
    response = StreamingHttpResponse(_slice(spool, first, last), status=200 if whole else 206)
    for name, value in _headers(part).items():
        response.headers[name] = value
    response.headers["Content-Length"] = str(last - first + 1)
    if not whole:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{part.size}"
    return response


def _headers(part: Shown) -> dict[str, str]:
    place = "attachment" if part.how == "save" else "inline"
    return {
        "Content-Type": part.media_type,
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(part.name.rpartition('/')[2], safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Accept-Ranges": "bytes",
    }


def _range(asked: str, size: int) -> tuple[int, int, bool] | None:
    """First and last byte and whether that is all; None for a part that is not there."""
    match = _RANGE.fullmatch(asked.strip())
    if not match or not any(match.groups()):
        return 0, size - 1, True
    start, end = match.groups()
    first = int(start) if start else max(0, size - int(end))
    last = min(int(end), size - 1) if start and end else size - 1
    return (first, last, False) if first <= last else None


def _slice(spool: IO[bytes], first: int, last: int) -> Iterator[bytes]:
    with spool:
        spool.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := spool.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
