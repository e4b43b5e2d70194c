"""An exhibit bundle of about eighty pages with fifty phone screenshots: seconds and memory, drawing included.

python benchmarks/bundle.py [--pictures 50] [--contacts 300] [--runs 3]
"""

from __future__ import annotations

import argparse
import io
import resource
import statistics
import time
from collections.abc import Iterator
from hashlib import sha256

from PIL import Image, ImageDraw

from anning.casework.bundle import pdf, pictures
from anning.casework.bundle.model import Bundle, Exhibit, Line, Original, Picture, Talk
from anning.casework.document import Part

_SIZE = (1080, 2340)


def main() -> None:
    """Print the median over the runs and the largest process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=50)
    parser.add_argument("--contacts", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    shots = {sha256(data).hexdigest(): data for data in map(_screenshot, range(asked.pictures))}
    bundle = _bundle(shots, asked.contacts)
    runs = [_once(bundle, shots) for _ in range(asked.runs)]
    drawing, setting, cpu, pages, size = (statistics.median(column) for column in zip(*runs, strict=True))
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    print(f"{pages:.0f} pages, {asked.pictures} screenshots of {_SIZE[0]}x{_SIZE[1]}, {size / 1e6:.1f} MB")
    print(f"pictures made small: {drawing:.2f} s; typeset: {setting:.2f} s; {cpu:.2f} CPU s (goal 3 s)")
    print(f"largest process: {most / 1024:.0f} MB (goal 512 MB)")


def _once(bundle: Bundle, shots: dict[str, bytes]) -> tuple[float, float, float, int, int]:
    before, start = _cpu_s(), time.perf_counter()
    drawn = pictures.drawn(list(shots), lambda one, file: file.write(shots[one]))
    small = {f"{one}.jpg": data for one, data in drawn.items() if isinstance(data, bytes)}
    middle = time.perf_counter()
    made = pdf.render(bundle, small)
    end = time.perf_counter()
    return middle - start, end - middle, _cpu_s() - before, made.length, len(made.pdf)


def _cpu_s() -> float:
    """Of this process and of those that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _screenshot(seed: int) -> bytes:
    image = Image.new("RGB", _SIZE, (237, 237, 237))
    draw = ImageDraw.Draw(image)
    for n in range(0, _SIZE[1] - 160, 190):
        left = 40 if (n // 190 + seed) % 2 else 300
        draw.rounded_rectangle((left, n + 20, left + 700, n + 170), 20, fill=(255, 255, 255))
        for row in range(3):
            draw.text((left + 30, n + 40 + row * 40), f"message {seed} {n} {row} " * 4, fill=(20, 20, 20))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _bundle(shots: dict[str, bytes], contacts: int) -> Bundle:
    lines = tuple(_lines(contacts))
    talk = Talk(hits=lines[::10], whole=lines, first="2026-01-01", last="2026-03-01")
    shown = tuple(
        Picture(evidence=one, name=f"截图{n}.png", size=len(data), file=f"{one}.jpg")
        for n, (one, data) in enumerate(shots.items())
    )
    said = {"source": "本人手机导出", "proves": "拟证明对方说过这些话"}
    exhibits = (
        Exhibit(id="talk", number=1, kind="talk", name="短信", talk=talk, **said),
        Exhibit(id="pictures", number=2, kind="pictures", name="截图", pictures=shown, **said),
    )
    originals = tuple(Original(id=p.evidence, name=p.name, size=p.size, exhibits=(2,)) for p in shown)
    return Bundle(day="2026-03-01", exhibits=exhibits, originals=originals)


def _lines(contacts: int) -> Iterator[Line]:
    for n in range(contacts):
        text = f"第 {n} 条：再不还钱就打断你的腿，说到做到。"
        yield Line(
            entry=str(n),
            when="2026-01-08（周四）22:14:31",
            who="15400551007",
            what="收到信息",
            parts=(Part(text=text[:8], start=0), Part(text=text[8:], start=8, marked=n % 10 == 0)),
        )


if __name__ == "__main__":
    main()
