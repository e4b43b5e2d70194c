"""Cut the fonts of the report out of Debian's fonts-noto-cjk.

    apt-get install fonts-noto-cjk
    uv run --no-project --with fonttools python tools/make_fonts.py

Writes src/anning/casework/fonts/: a regular face that draws every character of the CJK Unified block (20,992)
and of Extension A (6,582), so that no name is missing, and a bold one for headings with the 3,755 characters
of GB 2312 level 1 and rare ones often used in names. Run again only when the source package changes; the files
it writes are in the repository so that a report looks the same on every machine. Sans and not serif: a third
smaller.
"""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset  # type: ignore[import-not-found]  # brought by the command above
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-not-found]

SOURCE = Path("/usr/share/fonts/opentype/noto")
TARGET = Path(__file__).parents[1] / "src/anning/casework/fonts"

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x391, 0x3CA), *range(0x401, 0x452)]
SIGNS = [
    *range(0x2010, 0x2028),
    *range(0x2030, 0x203F),
    *range(0x20A0, 0x20C0),
    *range(0x2100, 0x214F),
    *range(0x2150, 0x2200),
    *range(0x2200, 0x2300),
    *range(0x2460, 0x2500),
    *range(0x2500, 0x2600),
    *range(0x2600, 0x27C0),
    *range(0x3000, 0x3130),
    *range(0x3200, 0x3400),
    *range(0xFE30, 0xFE50),
    *range(0xFF00, 0xFFF0),
]
UNIFIED = [*range(0x4E00, 0xA000), *range(0x3400, 0x4DC0), *range(0xF900, 0xFA2E)]
RARE_NAMES = "喆堃镕龘垚淼焱犇骉昇玥彧旻晟翀赟祎琤珺钰铖鑫鎏曌翾奡甯芃菡"
# Characters beyond those blocks that are in use: the dictionary of general characters, names, place names.
BEYOND = (
    "𠮷𣲗䶮𬭊𬱖𫖮𬴊𬍛𬭎𫓧𬬭𬶋𬱟𫍯𫘝𫚉𬘓𬘡𬣙𬣞𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬱𬬸𬬹𬬻𬭁"
    "𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬳵𬳶𬳽𬴂𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)


def _level_one() -> Iterator[int]:
    """The everyday characters of GB 2312, which headings are made of."""
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def _face(file: str, family: str) -> TTFont:
    faces = TTCollection(SOURCE / file).fonts
    return next(face for face in faces if face["name"].getDebugName(1) == family)


def _cut(font: TTFont, wanted: list[int], target: Path) -> None:
    options = subset.Options(
        hinting=False,  # drawn into a PDF, never onto a screen of few pixels
        layout_features=["kern"],  # locl alone would bring the forms of four other regions
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        notdef_outline=True,
        drop_tables=["vhea", "vmtx", "VORG", "BASE", "DSIG"],
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    font.recalcTimestamp = False  # the same source gives the same bytes
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)
    missing = sorted(set(wanted) - set(TTFont(target).getBestCmap()))
    han = [code for code in missing if unicodedata.category(chr(code)) == "Lo" and code not in SIGNS]
    print(f"{target.name}: {target.stat().st_size / 1e6:.1f} MB, Chinese characters not in it: {len(han)}")
    print("  ", "".join(map(chr, han[:60])))


def _package_version() -> str:
    asked = ["dpkg-query", "-W", "-f", "${Version}", "fonts-noto-cjk"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def main() -> int:
    """Write both fonts and the note of where they come from; 0 when done."""
    common = [*LATIN, *SIGNS]
    regular, bold = (_face(f"NotoSansCJK-{weight}.ttc", "Noto Sans CJK SC") for weight in ("Regular", "Bold"))
    versions = [font["name"].getDebugName(5) for font in (regular, bold)]
    _cut(regular, [*common, *UNIFIED, *map(ord, BEYOND)], TARGET / "NotoSansCJKsc-Regular-subset.otf")
    _cut(bold, [*common, *_level_one(), *map(ord, RARE_NAMES)], TARGET / "NotoSansCJKsc-Bold-subset.otf")
    _write_coverage(TARGET / "NotoSansCJKsc-Regular-subset.otf", TARGET / "coverage.txt")
    print(_package_version(), versions)
    return 0


def _write_coverage(font: Path, target: Path) -> None:
    """The ranges of characters the font draws, for a program that has no font library."""
    ranges: list[list[int]] = []
    for code in sorted(TTFont(font).getBestCmap()):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    target.write_text("".join(f"{first:X}-{last:X}\n" for first, last in ranges), encoding="ascii")


if __name__ == "__main__":
    sys.exit(main())
