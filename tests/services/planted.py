"""Made-up personal data with valid check digits, and papers and pictures it is planted in."""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib.resources import files
from random import Random

from PIL import Image, ImageDraw, ImageFont
from stdnum import luhn
from stdnum.cn import ric

from anning.casework import pdf
from anning.casework.document import Document, Para
from anning.shield.leaves import Box, Line

FONT = files("anning.casework").joinpath("fonts/NotoSansCJKsc-Regular-subset.otf")
FIELDS = (
    "resident_id",
    "bank_card",
    "mobile",
    "landline",
    "plate",
    "address",
    "email",
    "wechat",
    "qq",
    "name",
)
SIZE, STEP, LEFT = 34, 90, 40


def value(kind: str, rng: Random) -> str:
    digits = lambda n: "".join(rng.choice("0123456789") for _ in range(n))  # noqa: E731
    if kind == "resident_id":
        number = f"{rng.choice(('110105', '330106', '320102', '440305'))}{rng.randint(1950, 2005)}"
        number += f"{rng.randint(1, 12):02}{rng.randint(1, 28):02}{digits(3)}"
        return number + ric.calc_check_digit(number + "0")
    if kind == "bank_card":
        number = f"62{digits(rng.choice((13, 16)))}"
        return number + luhn.calc_check_digit(number)
    if kind == "address":
        road = rng.choice(("文三路", "解放东路", "人民大街", "中山北路"))
        return (
            f"浙江省杭州市西湖区{road}{rng.randint(1, 899)}号{rng.randint(1, 30)}幢{rng.randint(101, 999)}室"
        )
    return {
        "mobile": f"1{rng.choice('3578')}{digits(9)}",
        "landline": f"0571-8{rng.randint(2, 8)}{digits(6)}",
        "plate": f"浙{rng.choice('ABCDE')}{digits(2)}{rng.choice('KLMN')}{digits(2)}",
        "email": f"user{digits(4)}@example.com",
        "wechat": f"wx_{rng.choice('abcd')}{digits(5)}",
        "qq": f"{rng.randint(1, 9)}{digits(8)}",
        "name": rng.choice("王李张刘陈") + rng.choice("小志建国") + rng.choice("明强芳华"),
    }[kind]


def sentence(kind: str, planted: str, rng: Random) -> str:
    return rng.choice(
        {
            "resident_id": ("身份证号{}请核对", "对方念出了{}这串号码"),
            "bank_card": ("请转到卡号{}", "他让我打到{}上面"),
            "mobile": ("有事打{}联系", "您的手机{}已登记"),
            "landline": ("单位座机{}", "又打到{}找人"),
            "plate": ("你的车{}停在楼下", "车牌：{}"),
            "address": ("我们知道你住在{}", "地址：{}"),
            "email": ("材料发到{}", "邮箱{}"),
            "wechat": ("加微信{}", "微信号：{}"),
            "qq": ("QQ：{}", "加QQ{}说话"),
            "name": ("姓名：{}", "请{}先生接电话"),
        }[kind]
    ).format(planted)


@dataclass
class Planted:
    """A file, what was planted in it, and for a picture the lines as they stand on it."""

    name: str
    data: bytes
    values: list[str]
    lines: tuple[Line, ...] = ()


def planted(number: int, ending: str) -> Planted:
    """Four in each; the same number gives the same file."""
    rng = Random(number)
    kinds = [FIELDS[(number * 4 + at) % len(FIELDS)] for at in range(4)]
    values = [value(kind, rng) for kind in kinds]
    lines = [sentence(kind, one, rng) for kind, one in zip(kinds, values, strict=True)]
    lines.insert(2, "本月应还1234.56元，请于2026-11-25前处理")
    name = f"{number}.{ending}"
    if ending in {"png", "jpg"}:
        data, seen = drawn(lines, ending)
        return Planted(name, data, values, seen)
    return Planted(name, _written(lines, ending), values)


def _written(lines: list[str], ending: str) -> bytes:
    if ending == "pdf":
        paper = Document(
            title="记录", subtitle="", made="", author=lines[0], day="2026-11-25", footer="", fold="", cut="",
            blocks=tuple(Para(text=line) for line in lines),
        )  # fmt: skip
        return pdf.render(paper)
    if ending == "html":
        body = "".join(f"<p title='{line}'>{line[:3]}<b>{line[3:]}</b></p>" for line in lines)
        return f"<html><!-- {lines[0]} --><body>{body}</body></html>".encode()
    if ending == "csv":
        return ("序号,内容\n" + "\n".join(f'{n},"{line}"' for n, line in enumerate(lines))).encode("gb18030")
    return "\n".join(lines).encode()


def drawn(lines: list[str], ending: str) -> tuple[bytes, tuple[Line, ...]]:
    """A picture with EXIF and a comment that tell too much, and where each character stands."""
    font = ImageFont.truetype(str(FONT), SIZE)
    image = Image.new("RGB", (1080, 60 + STEP * len(lines)), "white")
    draw = ImageDraw.Draw(image)
    seen = []
    for row, line in enumerate(lines):
        top = 30 + row * STEP
        draw.text((LEFT, top), line, font=font, fill="black")
        edges = [LEFT + font.getlength(line[:at]) for at in range(len(line) + 1)]
        boxes = (Box(int(edges[n]), top, int(edges[n + 1]) + 1, top + STEP // 2) for n in range(len(line)))
        seen.append(Line(line, tuple(boxes)))
    exif = Image.Exif()
    exif[0x010E] = lines[0].encode("unicode_escape").decode()
    out = io.BytesIO()
    image.save(out, "PNG" if ending == "png" else "JPEG", exif=exif, quality=92)
    return out.getvalue(), tuple(seen)


def colours(image) -> set:
    return {colour for _, colour in image.getcolors(1 << 24)}


class Remembered:
    """Stands for a reader of words on pictures: knows what was drawn, and reads whatever is not painted over."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines

    def __call__(self, pictures):
        return [self._seen(Image.open(io.BytesIO(one)).convert("L")) for one in pictures]

    def _seen(self, image):
        def legible(box: Box) -> bool:
            low, high = image.crop((box.left, box.top, box.right, box.bottom)).getextrema()
            return high - low > 40

        found = []
        for line in self.lines:
            left = [(c, b) for c, b in zip(line.text, line.boxes, strict=True) if legible(b)]
            found.append(Line("".join(c for c, _ in left), tuple(b for _, b in left)))
        return tuple(found)
