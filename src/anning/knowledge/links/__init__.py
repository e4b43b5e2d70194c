"""What is known of addresses on the web: suffixes, shorteners, look-alike characters. Nothing is ever opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from msgspec import Struct

from anning.knowledge import shelf


class Links(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Facts for reading a link.

    shared_suffixes are endings under which anybody registers (so the registrable domain has one label more);
    endings are top-level names by which a bare address in a text is recognised. official are suffixes kept to
    public bodies, official_words parts of a name that suggest one. lookalikes maps a character (or pair) to the
    plain letter it is taken for; characters does the same for Chinese characters in names.
    """

    shared_suffixes: tuple[str, ...]
    endings: tuple[str, ...]
    chinese_endings: tuple[str, ...]
    official: Mapping[str, str]
    official_words: tuple[str, ...]
    shorteners: tuple[str, ...]
    lookalikes: Mapping[str, str]
    characters: Mapping[str, str]
    warnings: Mapping[str, str]
    source: str
    dated: date


@cache
def links() -> Links:
    """The sheet."""
    found: Links = shelf.read("links", Links)[0][1]
    return found
