"""How long a recording is, in whole seconds; None when that cannot be told."""

from __future__ import annotations

from typing import BinaryIO

_AMR_SIZES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1)
_AMR_WB_SIZES = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1, 1)
"""Bytes of a frame of 20 ms with its first byte, by mode (RFC 4867, storage format)."""
_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_ADTS_HEADER = 7
LONGEST = 200 << 20
"""Bytes of a recording that are walked through frame by frame."""


def seconds(stream: BinaryIO, media_type: str) -> int | None:
    """The length of an audio or video file; the stream is seekable and is read from its start."""
    stream.seek(0)
    if media_type == "audio/amr":
        return round(_amr(stream.read(LONGEST), b"#!AMR\n", _AMR_SIZES))
    if media_type == "audio/amr-wb":
        return round(_amr(stream.read(LONGEST), b"#!AMR-WB\n", _AMR_WB_SIZES))
    if media_type == "audio/aac":
        return round(_adts(stream.read(LONGEST)))
    return _by_tags(stream) if media_type.startswith(("audio/", "video/")) else None


def _amr(data: bytes, magic: bytes, sizes: tuple[int, ...]) -> float:
    at, frames = len(magic), 0
    while at < len(data):
        at += sizes[data[at] >> 3 & 15]
        frames += at <= len(data)
    return frames * 0.02


def _adts(data: bytes) -> float:
    """AAC in ADTS frames of 1024 samples; a damaged frame ends the count."""
    at, total = 0, 0.0
    while at + _ADTS_HEADER <= len(data) and data[at] == 0xFF and data[at + 1] & 0xF6 == 0xF0:  # noqa: PLR2004 - sync word
        rate = data[at + 2] >> 2 & 15
        size = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        if rate >= len(_AAC_RATES) or size < _ADTS_HEADER:
            break
        total += 1024 / _AAC_RATES[rate]
        at += size
    return total


def _by_tags(stream: BinaryIO) -> int | None:
    from tinytag import TinyTag

    try:
        length = TinyTag.get(file_obj=stream, tags=False).duration
    except Exception:  # noqa: BLE001 - a damaged recording is evidence all the same; only its length stays unknown
        return None
    return round(length) if length and 0 < length < 7 * 86400 else None
