"""Write knowledge/phrases/disguise/ordinary_pairs.txt: ordinary words of two characters.

Made from jieba's word list (`uv run --with jieba tools/make_ordinary_pairs.py`), MIT; only characters whose reading
is in syllables.txt.
"""

from collections import defaultdict
from pathlib import Path

import jieba  # type: ignore[import-not-found]

OUT = Path(__file__).parents[1] / "src/anning/knowledge/phrases/disguise"
LEAST_COUNT = 20


def lines(name: str) -> list[str]:
    """The lines of a file that is there, its head among them."""
    return (OUT / name).read_text(encoding="utf-8").splitlines()


def main() -> None:
    """Write the pairs below the head that is there."""
    read = {
        char for line in lines("syllables.txt") if not line.startswith("#") for char in line.split(" ")[1]
    }
    pairs: defaultdict[str, str] = defaultdict(str)
    for line in (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if len(word) == len("两字") and int(count) >= LEAST_COUNT and read >= set(word):
            pairs[word[0]] += word[1]
    head = [line for line in lines("ordinary_pairs.txt") if line.startswith("#")]
    written = [f"{first} {''.join(sorted(lasts))}" for first, lasts in sorted(pairs.items())]
    (OUT / "ordinary_pairs.txt").write_text("\n".join([*head, *written, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
