"""A recording, a screenshot, a letter: kept whole, told apart by its bytes, with what its name suggests marked so."""

from __future__ import annotations

import io
import struct
import wave

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read

from anning.domain.china_time import iso
from anning.importers.formats import media, opaque

FORMAT = opaque.FORMAT


def amr(seconds: int, mode: int = 7) -> bytes:
    size = (13, 14, 16, 18, 20, 21, 27, 32)[mode]
    return b"#!AMR\n" + (bytes([mode << 3 | 4]) + bytes(size - 1)) * (50 * seconds)


def wav(seconds: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000 * seconds))
    return out.getvalue()


def adts(seconds: int) -> bytes:
    frame = bytes([0xFF, 0xF1, 0x60, 0x40, 0x01, 0x1F, 0xFC, 0x00])  # 8 bytes, 16 kHz index 8
    return frame * round(seconds * 16000 / 1024)


def m4a(seconds: int) -> bytes:
    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body) + 8) + kind + body

    mvhd = bytes(12) + struct.pack(">II", 1000, seconds * 1000) + bytes(80)
    mdhd = bytes(12) + struct.pack(">II", 8000, seconds * 8000) + bytes(4)
    trak = box(b"trak", box(b"mdia", box(b"mdhd", mdhd)))
    return box(b"ftyp", b"M4A \x00\x00\x00\x00mp42isom") + box(b"moov", box(b"mvhd", mvhd) + trak)


@pytest.mark.parametrize(("data", "name", "media_type"), [
    (amr(83), "a.amr", "audio/amr"), (amr(83, 0), "a.bin", "audio/amr"), (wav(83), "a.wav", "audio/wav"),
    (b"#!AMR-WB\n" + (bytes([2 << 3]) + bytes(32)) * 50 * 83, "a.awb", "audio/amr-wb"),
    (adts(83), "a.aac", "audio/aac"),
    (m4a(83), "a.m4a", "audio/mp4"),
])  # fmt: skip
def test_a_recording_knows_its_length(data, name, media_type):
    got = read(FORMAT, data, name)
    (one,) = got.contacts
    assert (one.kind, one.channel, one.locator, one.text) == ("recording", "file", "file", "")
    assert (one.duration_s, one.extra["media_type"]) == (83, media_type)
    assert not got.attachments


def test_a_broken_recording_is_kept_without_a_length():
    (one,) = read(FORMAT, b"ID3\x04\x00" + b"\xff" * 500, "a.mp3").contacts
    assert (one.kind, one.duration_s) == ("recording", None)


def test_the_name_proposes_and_is_marked_as_a_proposal():
    (one,) = read(FORMAT, amr(3), "李主任(008613800138000)_20260105080311.mp3").contacts
    assert (one.address, one.name, iso(one.at)) == ("+8613800138000", "李主任", "2026-01-05T08:03:11+08:00")
    assert one.extra["proposed"] == "address,name,at"
    assert one.extra["precision"] == "second"


def test_minutes_are_not_passed_off_as_seconds():
    (one,) = read(FORMAT, amr(3), "10987654321-2601050803.mp3").contacts
    assert one.extra["precision"] == "minute"


def test_a_name_without_a_pattern_proposes_nothing():
    (one,) = read(FORMAT, b"%PDF-1.4 x", "合同.pdf").contacts
    assert (one.kind, one.at, one.address) == ("document", None, "")
    assert "proposed" not in one.extra


def test_a_stream_that_cannot_go_back_gives_the_same():
    (one,) = read(FORMAT, amr(3), "rec/13800138000_20260105080311.amr", prefix="x.zip!").contacts
    assert (one.address, one.duration_s, one.locator) == ("13800138000", 3, "x.zip!file")


def test_an_empty_file_is_said_and_still_listed():
    got = read(FORMAT, b"", "空.jpg")
    assert len(got.contacts) == 1
    assert got.problems


@pytest.mark.parametrize(("head", "name", "kind", "media_type"), [
    (b"\xff\xd8\xff\xe0", "x", "image", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "x.jpg", "image", "image/png"),
    (b"RIFF\x10\0\0\0WEBPVP8 ", "x", "image", "image/webp"), (b"GIF89a", "x", "image", "image/gif"),
    (b"\0\0\0\x18ftypheic", "x", "image", "image/heic"), (b"BM\x36\0\0\0\0\0\0\0", "x", "image", "image/bmp"),
    (b"ID3\x03", "x", "recording", "audio/mpeg"), (b"\xff\xfb\x90", "x", "recording", "audio/mpeg"),
    (b"OggS\0", "x", "recording", "audio/ogg"), (b"fLaC", "x", "recording", "audio/flac"),
    (b"\0\0\0\x18ftyp3gp4", "x.3gp", "recording", "audio/3gpp"),
    (b"\0\0\0\x18ftypisom", "x.m4a", "recording", "audio/mp4"),
    (b"\0\0\0\x18ftypisom", "x.mp4", "recording", "video/mp4"), (b"%PDF-1.7", "x.jpg", "document", "application/pdf"),
    (b"PK\x03\x04", "x.docx", "document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"<svg onload=x()>", "x.png", "document", "text/plain"), (b"<html><script>", "x.html", "document", "text/plain"),
    (b"\x00\x01\x02\x03", "x.mp3", "document", "application/octet-stream"),
])  # fmt: skip
def test_bytes_and_not_the_name_say_what_a_file_is(head, name, kind, media_type):
    assert media.told_by_bytes(head, name) == (media_type, kind)


@given(
    st.binary(max_size=500),
    st.sampled_from(
        [b"", b"#!AMR\n", b"\xff\xf1", b"RIFF0000WAVE", b"\0\0\0\x18ftypM4A ", b"OggS", b"fLaC", b"ID3"]
    ),
)
@settings(max_examples=200, deadline=None)
def test_no_file_is_too_broken(data, start):
    read(FORMAT, start + data, "x.m4a")
    read(FORMAT, start + data, "x.m4a", prefix="x.m4a!")
