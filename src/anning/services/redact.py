"""Copies with personal data covered: what was found, what the person chose, and the copy with its list.

Work in progress lives in this process only, a few pieces at a time, and is forgotten with it. Originals are never
touched; a copy names its original by SHA-256 and lists kinds and places, never what was covered.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from dataclasses import replace as replace_work
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, Literal, cast

from msgspec import Struct
from msgspec.structs import replace

from anning import store
from anning.casework import pdf
from anning.casework.document import Block, Document, Para
from anning.domain.china_time import iso, now
from anning.domain.entries import Entry
from anning.errors import InputUnusable, NotFound, Refused
from anning.knowledge import personal as data
from anning.services import case, custody
from anning.services.desk import Desk
from anning.shield import opened, personal, redact_image, redact_pdf, redact_text
from anning.shield.leaves import Box, Leaf, Line, Words
from anning.shield.opened import Eyes
from anning.shield.personal import Found
from anning.shield.redact_image import Spot

HAND: Final = "hand"
_KEPT: Final = 6
_FORMAT: Final = 1
_HANDFUL: Final = 4
"""Pages read at a time, so that a long paper does not overrun the reader's limits."""

_SUFFIX: Final = {
    "text": (".txt", ".csv"),
    "html": (".txt",),
    "picture": (".png", ".jpg", ".jpeg"),
    "pdf": (".pdf",),
}
_TYPES: Final = {
    ".txt": "text/plain; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".png": "image/png",
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".pdf": "application/pdf",
}  # fmt: skip
_works: dict[str, Work] = {}


class Step(Struct, frozen=True, kw_only=True):
    """How far it is: pages opened, read, or read again after covering; total is 0 while nobody knows."""

    stage: Literal["opening", "reading", "checking"]
    done: int = 0
    total: int = 0


Watch = Callable[[Step], None]
"""Hears how far it is; may raise to stop the work."""


def unwatched(_: Step) -> None:
    """Nobody listens."""


class Mark(Struct, frozen=True, kw_only=True):
    """Something to cover, or not (chosen): in a text from start to end, on a page its boxes."""

    id: str
    kind: str
    quote: str
    chosen: bool
    sure: bool = True
    page: int = 0
    boxes: tuple[Box, ...] = ()
    start: int = 0
    end: int = 0


class Copy(Struct, frozen=True, kw_only=True):
    """A finished copy; record is its list as plain values, checked whether a program read it again."""

    data: bytes
    suffix: str
    media_type: str
    checked: bool
    counts: dict[str, int]
    record: dict[str, Any]


@dataclass
class Work:
    """A file at hand. pages are PNGs of ours with their words as lines; a text has none.

    part is where in the original a text stands, when it is one contact of a whole export; contact is its id.
    """

    name: str
    sha256: str
    size: int
    how: str
    eyes: Eyes | None
    text: str = ""
    pages: list[bytes] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    names: tuple[str, ...] = ()
    lines: list[list[tuple[Line, ...]]] = field(default_factory=list)
    left: str = ""
    part: str = ""
    contact: str = ""
    id: str = field(default_factory=lambda: token_hex(8))
    copy: Copy | None = None

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How a copy may end."""
        return _SUFFIX[self.how]

    @property
    def chosen(self) -> list[Mark]:
        """What will be covered."""
        return [mark for mark in self.marks if mark.chosen]

    @property
    def must_look(self) -> bool:
        """Whether only the person can tell that nothing shows."""
        return bool(self.pages) and self.eyes is None


def titles() -> dict[str, str]:
    """What each kind is called."""
    return {**personal.titles(), HAND: data.words().by_hand}


def says() -> dict[str, str]:
    """Sentences of pages and commands."""
    return dict(data.words().said)


def reads_pictures() -> bool:
    """Whether the words on pictures can be read on this computer."""
    return opened.eyes() is not None


def names_of_case() -> tuple[str, ...]:
    """People told of in the case, not firms."""
    return tuple(p.name for p in case.case().parties.values() if p.name and not p.firm)


def begin(
    content: bytes,
    name: str,
    *,
    names: Iterable[str] = (),
    words: Iterable[str] = (),
    eyes: Eyes | None = None,
    watch: Watch = unwatched,
) -> Work:
    """Open a file and find what is personal in it; everything found is chosen. InputUnusable says why not.

    eyes read the words on pictures; those of this computer unless given.
    """
    work = Work(
        name=name,
        sha256=sha256(content).hexdigest(),
        size=len(content),
        how=opened.kind_of(name),
        eyes=eyes or opened.eyes(),
        names=tuple(names),
        words=list(words),
    )
    watch(Step(stage="opening"))
    for one in opened.opened(content, name):
        _take(work, one)
        watch(Step(stage="opening", done=len(work.pages)))
    if not work.pages and not work.text.strip():
        raise InputUnusable("这个文件里没有内容", where=name, next_step="换一个文件")
    _read_pages(work, watch)
    _find(work)
    return work


def begin_with_contact(entry: Entry, lead: str, **more: Any) -> Work:
    """The words of one contact under a line that says when and who; the copy names the original they stand in."""
    if not entry.text.strip():
        raise InputUnusable(
            "这一条没有文字", where=entry.id, next_step="附着的图片和文件，可以在那一条里逐个做"
        )
    work = begin(f"{lead}\n{entry.text}".encode(), "contact.txt", **more)
    row = store.evidence(entry.evidence)
    work.name, work.sha256, work.size = row.name.rpartition("/")[2], row.id, row.size
    work.part, work.contact = entry.locator, entry.id
    return work


def begin_with_original(desk: Desk, evidence: str, **more: Any) -> Work:
    """The same for an original out of the vault; that it was opened is written into its log."""
    out = io.BytesIO()
    row = custody.view(desk, evidence, out, "做遮盖件")
    return begin(out.getvalue(), row.name.rpartition("/")[2], **more)


def hold(work: Work) -> Work:
    """Keep it where its id finds it; the oldest are let go."""
    _works[work.id] = work
    for old in list(_works)[:-_KEPT]:
        del _works[old]
    return work


def held(work_id: str) -> Work:
    """NotFound when it was let go."""
    if work_id not in _works:
        raise NotFound("这一份已经不在了，可能安宁重新启动过", next_step="重新选一次文件；原件没有变")
    return _works[work_id]


def drop(work_id: str) -> None:
    """Let it go now."""
    _works.pop(work_id, None)


def forget_all() -> None:
    """Let go of all."""
    _works.clear()


def choose(work: Work, ids: Iterable[str]) -> None:
    """Cover exactly these; boxes drawn by hand that are not among them go away."""
    wanted = frozenset(ids)
    marks = (replace(mark, chosen=mark.id in wanted) for mark in work.marks)
    work.marks = [mark for mark in marks if mark.chosen or mark.kind != HAND]
    work.copy = None


def add_words(work: Work, words: Iterable[str]) -> int:
    """Cover these words wherever they stand; gives how many more places that is."""
    before, off = len(work.marks), {_key(mark) for mark in work.marks if not mark.chosen}
    by_hand = [mark for mark in work.marks if mark.kind == HAND]
    work.words += [word.strip() for word in words if len(word.strip()) > 1]
    _find(work)
    work.marks = [replace(mark, chosen=_key(mark) not in off) for mark in work.marks] + by_hand
    return len(work.marks) - before


def add_box(work: Work, page: int, percent: tuple[float, float, float, float]) -> None:
    """Cover a box by hand: left, top, right, bottom in hundredths of the page. InputUnusable."""
    left, top, right, bottom = percent
    if not (0 <= page < len(work.pages) and 0 <= left < right <= 100 and 0 <= top < bottom <= 100):  # noqa: PLR2004
        raise InputUnusable("这个框不在图里", next_step="四个数都在 0 到 100 之间，左小于右，上小于下")
    width, height = redact_image.size_of(work.pages[page])
    box = Box(
        int(left * width / 100),
        int(top * height / 100),
        -int(-right * width // 100),
        -int(-bottom * height // 100),
    )
    mark = Mark(id=f"h{token_hex(3)}", kind=HAND, quote="", chosen=True, page=page, boxes=(box,))
    work.marks = [*work.marks, mark]
    work.copy = None


def preview(work: Work, page: int) -> bytes:
    """A page as it stands, boxes numbered, as PNG. NotFound."""
    if not 0 <= page < len(work.pages):
        raise NotFound("没有这一页")
    numbered = [
        (str(number), box, mark.chosen)
        for number, mark in enumerate(work.marks, 1)
        for box in mark.boxes
        if mark.page == page
    ]
    with _font() as font:
        return redact_image.outlined(work.pages[page], numbered, font)


def make(work: Work, *, suffix: str = "", looked: bool = False, watch: Watch = unwatched) -> Copy:
    """The copy, of what is chosen as it begins.

    Refused when something shows through, or when nobody, program or person, has looked at it.
    """
    suffix = suffix.lower() or work.suffixes[0]
    if suffix not in work.suffixes:
        raise InputUnusable(
            f"这份文件的遮盖件要存成 {' 或 '.join(work.suffixes)}", where=suffix, next_step="换一个文件名"
        )
    if work.must_look and not looked:
        raise Refused(
            "这台电脑不能检查图片，要您先逐处看过", next_step="看一遍每一页，确认都遮住了，再说一声“我看过了”"
        )
    still = replace_work(work)
    made = _of_pages(still, suffix, watch) if work.pages else _of_text(still, suffix)
    if work.marks is still.marks:  # else the person changed something meanwhile
        work.copy = made
    return made


def _take(work: Work, one: Leaf | Words) -> None:
    if isinstance(one, Words):
        work.text, work.left = one.text, one.left
    else:
        work.pages.append(redact_image.picture(one))
        work.lines.append([one.lines])


def _read_pages(work: Work, watch: Watch) -> None:
    if work.eyes and work.pages:
        for lines, seen in zip(work.lines, _seen(work.eyes, work.pages, "reading", watch), strict=True):
            lines.append(seen)


def _seen(
    eyes: Eyes, pages: Sequence[bytes], stage: Literal["reading", "checking"], watch: Watch
) -> Iterator[tuple[Line, ...]]:
    for at in range(0, len(pages), _HANDFUL):
        watch(Step(stage=stage, done=at, total=len(pages)))
        yield from eyes(pages[at : at + _HANDFUL])


def _find(work: Work) -> None:
    """Everything anew, all of it chosen."""
    work.copy = None
    if not work.pages:
        found = personal.find(work.text, work.names, words=work.words)
        work.marks = [
            Mark(
                id=f"t{f.start}-{f.end}",
                kind=f.kind,
                quote=f.quote,
                sure=f.sure,
                chosen=True,
                start=f.start,
                end=f.end,
            )
            for f in found
        ]
        return
    work.marks = [mark for page in range(len(work.pages)) for mark in _page_marks(work, page)]


def _page_marks(work: Work, page: int) -> Iterator[Mark]:
    spots: tuple[Spot, ...] = ()
    for lines in work.lines[page]:
        spots = redact_image.joined(spots, redact_image.spots(lines, work.names, work.words))
    width, height = redact_image.size_of(work.pages[page])
    for spot in sorted(spots, key=lambda spot: (spot.boxes[0].top, spot.boxes[0].left)):
        boxes = tuple(box.grown(0, width, height) for box in spot.boxes)
        place = "-".join(map(str, _corners(boxes[0])))
        yield Mark(
            id=f"p{page}-{place}",
            kind=spot.kind,
            quote=spot.quote,
            sure=spot.sure,
            chosen=True,
            page=page,
            boxes=boxes,
        )


def _key(mark: Mark) -> tuple[object, ...]:
    return mark.page, mark.start, mark.end, mark.boxes


def _of_text(work: Work, suffix: str) -> Copy:
    chosen = work.chosen
    found = [Found(start=m.start, end=m.end, kind=m.kind, quote=m.quote) for m in chosen]
    text = redact_text.covered(work.text, found).text
    shown = [
        one.quote for one in personal.find(text, work.names, words=[*work.words, *(m.quote for m in chosen)])
    ]
    _refuse(set(shown) & {mark.quote for mark in chosen})
    caption = _caption(work, len(chosen))
    made = _text_pdf(text, caption) if suffix == ".pdf" else _plain(text, caption, suffix)
    return _copy(work, made, suffix, checked=True)


def _plain(text: str, caption: str, suffix: str) -> bytes:
    ends = "" if text.endswith("\n") or not text else "\n"
    line = f'"{caption}"' if suffix == ".csv" else caption
    return f"{text}{ends}{line}\n".encode("utf-8-sig" if suffix == ".csv" else "utf-8")


def _text_pdf(text: str, caption: str) -> bytes:
    lines = [line for line in text.splitlines() if line.strip()]
    notes = [says()["text_only"], caption]
    blocks: tuple[Block, ...] = (*map(_para, lines), *(Para(text=note, tone="note") for note in notes))
    day = iso(now())[:10]
    title = data.words().copy
    document = Document(
        title=title,
        subtitle="",
        made=day,
        author="",
        day=day,
        footer=title,
        fold="",
        cut="",
        blocks=blocks,
    )
    return pdf.render(document)


def _para(line: str) -> Block:
    return Para(text=line)


def _of_pages(work: Work, suffix: str, watch: Watch) -> Copy:
    pages = [
        redact_image.covered(page, (box for mark in work.chosen if mark.page == number for box in mark.boxes))
        for number, page in enumerate(work.pages)
    ]
    if work.eyes:
        _read_again(work, pages, watch)
    with _font() as font:
        pages[-1] = redact_image.captioned(pages[-1], _caption(work, len(work.chosen)), font)
    if suffix == ".pdf":
        made = redact_pdf.of_pictures(pages)
    else:
        made = redact_image.encoded(pages[0], "PNG" if suffix == ".png" else "JPEG")
    return _copy(work, made, suffix, checked=work.eyes is not None)


def _read_again(work: Work, pages: Sequence[bytes], watch: Watch) -> None:
    """Nothing that was to be covered may be read on the covered pages, nor anything new that is certain."""
    kept = [mark.quote for mark in work.marks if not mark.chosen]
    quotes = [mark.quote for mark in work.chosen if mark.quote]
    for lines in _seen(cast("Eyes", work.eyes), pages, "checking", watch):
        text = "\n".join(line.text for line in lines)
        _refuse(personal.survivors(text, quotes, kept))
        new = [spot.quote for spot in redact_image.spots(lines, work.names, work.words) if spot.sure]
        _refuse(quote for quote in new if not personal.survivors("\n".join(kept), [quote]))


def _refuse(shown: Iterable[str]) -> None:
    if still := next(iter(shown), ""):
        raise Refused(
            f"做好的副本里还能读出“{still}”，所以没有交给您",
            next_step="把所有出现它的地方都勾上，或者加一个框，再做一次",
        )


def _caption(work: Work, count: int) -> str:
    words = data.words()
    caption = words.caption_part if work.part else words.caption
    return caption.format(sha=work.sha256, part=work.part, count=count)


def _copy(work: Work, made: bytes, suffix: str, *, checked: bool) -> Copy:
    names, counts = titles(), dict[str, int]()
    for mark in work.chosen:
        counts[names[mark.kind]] = counts.get(names[mark.kind], 0) + 1
    record = {
        "format": _FORMAT,
        "original": {"sha256": work.sha256, "bytes": work.size, **_part(work)},
        "copy": {"sha256": sha256(made).hexdigest(), "bytes": len(made)},
        "covered": [
            {"kind": mark.kind, "title": names[mark.kind], **_place(work, mark)} for mark in work.chosen
        ],
        "checked_by": "program" if checked else "person",
    }
    return Copy(
        data=made, suffix=suffix, media_type=_TYPES[suffix], checked=checked, counts=counts, record=record
    )


def _part(work: Work) -> dict[str, str]:
    """For one contact of an export: where it stands, and the hash of its words under their leading line."""
    if not work.part:
        return {}
    return {"part": work.part, "contact": work.contact, "text_sha256": sha256(work.text.encode()).hexdigest()}


def _place(work: Work, mark: Mark) -> dict[str, Any]:
    """Characters in a text, or boxes in pixels of a page of so many pixels."""
    if not mark.boxes:
        return {"start": mark.start, "end": mark.end}
    return {
        "page": mark.page + 1,
        "page_size": redact_image.size_of(work.pages[mark.page]),
        "boxes": [_corners(box) for box in mark.boxes],
    }


def _corners(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom


@contextmanager
def _font() -> Iterator[Path]:
    with as_file(files("anning.casework").joinpath("fonts/NotoSansCJKsc-Regular-subset.otf")) as font:
        yield font
