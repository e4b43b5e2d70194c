"""Write knowledge/phrases/traditional.txt: one-to-one traditional → simplified characters.

Made from OpenCC's t2s characters (`uv run --with opencc tools/make_traditional.py`); run again when OpenCC
gains characters. Phrase rules are left out on purpose: a rule's words pass through the same table.
"""

from pathlib import Path

import opencc  # type: ignore[import-not-found]

OUT = Path(__file__).parents[1] / "src/anning/knowledge/phrases/traditional.txt"
BASIC_PLANE = 0x10000
HEAD = "# traditional simplified, one pair a line; source: OpenCC {version}, configuration t2s, single characters\n"


def main() -> None:
    """Ask the converter about every Han character of the basic planes it knows."""
    convert = opencc.OpenCC("t2s").convert
    pairs = []
    for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)):
        char = chr(code)
        simple = convert(char)
        if len(simple) == 1 and simple != char and ord(simple) < BASIC_PLANE:
            pairs.append(f"{char}{simple}\n")
    OUT.write_text(HEAD.format(version=opencc.__version__) + "".join(pairs), encoding="utf-8")


if __name__ == "__main__":
    main()
