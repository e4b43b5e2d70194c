"""Words out of mails: headers from their raw bytes, charsets that are not what they claim, HTML without a browser."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

from anning.importers.formats import decoding

LONGEST_HTML = 4 << 20
"""Characters of an HTML body that are read."""
_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_BETWEEN = re.compile(r"(=\?[^?\s]+\?[bq]\?[^?]*\?=)\s+(?==\?)", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>", re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]*")
# What calls itself one of these holds characters of GB18030 in practice, and GB18030 reads all of them.
_WINDOWS = {"iso88591": "cp1252", "latin1": "cp1252"}
_CHINESE = frozenset(
    {"gb2312", "gbk", "gb231280", "cp936", "ms936", "xgbk", "gb18030", "euccn", "chinese", "xgb2312"}
)


def text_of(data: bytes, declared: str, repaired: Callable[[str], None]) -> str:
    """The words of a piece that says it is in a charset; another is tried when the bytes disagree.

    repaired is told ``charset`` when the label was wrong and ``bad_bytes`` when something stayed unreadable.
    """
    name = codec(declared)
    try:
        if name:
            return data.decode(name)
    except (LookupError, ValueError):  # a name with a zero byte in it, a codec that is none for text
        pass
    if name and name != "ascii":
        repaired("charset")
    text, _ = decoding.decode(data)
    if "\ufffd" in text:
        repaired("bad_bytes")
    return text


def codec(declared: str) -> str:
    """The Python codec for a charset label: every GB label is read as gb18030; "" when there is no label."""
    label = declared.strip("\"' ").lower()
    plain = re.sub(r"[-_ .]", "", label)
    if plain in _CHINESE:
        return "gb18030"
    return {"usascii": "ascii", "utf8": "utf-8", "default": "", "unknown8bit": "", **_WINDOWS}.get(
        plain, label
    )


def header_text(raw: str, repaired: Callable[[str], None]) -> str:
    """A header as words. raw is what the email package keeps, with undecoded bytes as surrogates."""
    data = raw.encode("utf-8", "surrogateescape")
    if not data.isascii():
        repaired("raw_header")
        raw = text_of(data, "", repaired)
    return words(_FOLD.sub(" ", raw), repaired).replace("\x00", "").strip()


def words(text: str, repaired: Callable[[str], None]) -> str:
    """Encoded words (=?gb2312?B?…?=) decoded; what is not valid is left as it stands.

    Pieces of one charset are joined before decoding, as senders cut characters in two.
    """
    text = _BETWEEN.sub(r"\1", text)
    out, at, held, charset = [], 0, b"", ""
    for match in _WORD.finditer(text):
        data = _bytes_of(match[2].lower(), match[3])
        gap = text[at : match.start()]
        if held and (gap or match[1].lower() != charset or data is None):
            out.append(text_of(held, charset, repaired))
            held = b""
        out.append(gap)
        at = match.end()
        if data is None:
            repaired("encoded_word")
            out.append(match[0])
        else:
            held, charset = held + data, match[1].lower()
    if held:
        out.append(text_of(held, charset, repaired))
    return "".join([*out, text[at:]])


def _bytes_of(encoding: str, written: str) -> bytes | None:
    data = written.encode("utf-8", "surrogatepass")
    if encoding == "q":
        return quopri.decodestring(data.replace(b"_", b" "))
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def html_to_text(markup: str) -> str:
    """What a reader of the page would see, as plain lines. Nothing is run, loaded or followed."""
    reader = _Reader()
    try:
        reader.feed(_tamed(markup[:LONGEST_HTML]))
        reader.close()
        found = "".join(reader.pieces)
    except Exception:  # noqa: BLE001 - html.parser fails on some broken declarations; the words still count
        found = unescape(re.sub(r"<[^>]{0,2000}>", " ", markup[:LONGEST_HTML]))
    lines = (re.sub(r"[ \t\r\f\v\u00a0]+", " ", line).strip() for line in found.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tamed(markup: str) -> str:
    """Only whole tags and text: html.parser takes quadratic time over comments and tags that never end."""
    markup = _without(markup, re.compile("<!--"), "-->")
    markup = _without(markup, _SCRIPT, "</")
    markup = re.sub(r"<[!?][^<>]*>", "", markup)
    return re.sub(r"<(?![a-zA-Z/][^<>]*>)", "&lt;", markup)


def _without(markup: str, start: re.Pattern[str], end: str) -> str:
    """The markup without what stands between start and end; without its rest where the end is missing."""
    pieces, at = [], 0
    while match := start.search(markup, at):
        pieces.append(markup[at : match.start()])
        stop = markup.find(end + (match[1] if match.groups() else ""), match.end())
        if stop < 0:
            return "".join(pieces)
        at = stop + (len(end) if not match.groups() else 0)
    return "".join([*pieces, markup[at:]])


class _Reader(HTMLParser):
    _BREAKS = frozenset({
        "address", "article", "blockquote", "br", "div", "dd", "dl", "dt", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
    })  # fmt: skip
    _SILENT = frozenset({"script", "style", "title", "template", "noscript"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._SILENT:
            self._silent = self._silent or tag
        elif tag in self._BREAKS:
            self.pieces.append(" " if tag in ("td", "th") else "\n")
        elif tag == "img" and (words_ := dict(attrs).get("alt")):
            self.pieces.append(words_)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag in self._BREAKS and tag not in ("td", "th", "br"):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(re.sub(r"\s+", " ", data))
