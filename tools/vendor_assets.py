"""Fetch the two browser libraries the workbench carries, and write down what they are.

    python tools/vendor_assets.py            # fetch again (asks the npm registry) and write VERSIONS
    python tools/vendor_assets.py --check    # only compare the files with VERSIONS; no network

Pico CSS carries its icons as data: addresses inside the style sheet. The workbench forbids data: images, so each
icon becomes a small file beside it; nothing else is changed. htmx comes out of the installed django-htmx.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

PICO = "2.1.1"
VENDOR = Path(__file__).parent.parent / "src/anning/web/static/vendor"
_ICON = re.compile(r'--pico-icon-([a-z]+):url\("data:image/svg\+xml,([^"]+)"\)')


def main() -> int:
    """Fetch, or with --check compare; 1 when a file is not what VERSIONS says."""
    if "--check" not in sys.argv[1:]:
        VENDOR.mkdir(parents=True, exist_ok=True)
        sources = [pico(), htmx()]
        listing = [f"{digest(file)}  {file.relative_to(VENDOR).as_posix()}" for file in carried()]
        VENDOR.joinpath("VERSIONS").write_text("\n".join([*sources, "", *listing]) + "\n", encoding="utf-8")
    return check()


def pico() -> str:
    """Pico's style sheet with its icons as files; returns the line that says where it came from."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"@picocss/pico@{PICO}"], cwd=folder, check=True)
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as tar:
            css = read(tar, "package/css/pico.min.css")
            VENDOR.joinpath("pico.LICENSE").write_bytes(read(tar, "package/LICENSE.md"))
        written = _ICON.sub(_as_file, css.decode())
        if "data:" in written:
            raise SystemExit("pico still holds a data: address")
        VENDOR.joinpath("pico.min.css").write_text(written, encoding="utf-8")
        return f"# pico.min.css  @picocss/pico {PICO}, MIT; upstream sha256 {sha256(css).hexdigest()}, icons apart"


def htmx() -> str:
    """Htmx as django-htmx ships it; returns the line that says where it came from."""
    package = find_spec("django_htmx")
    if package is None or package.origin is None:
        raise SystemExit("django-htmx is not installed")
    found = Path(package.origin).parent / "static/django_htmx/htmx-2.min.js"
    shutil.copyfile(found, VENDOR / "htmx.min.js")
    return f"# htmx.min.js   htmx 2 from django-htmx {version('django-htmx')}, 0BSD"


def check() -> int:
    """Every file against VERSIONS."""
    lines = VENDOR.joinpath("VERSIONS").read_text(encoding="utf-8").splitlines()
    listed = (line.split("  ", 1) for line in lines if re.match(r"[0-9a-f]{64} ", line))
    wanted = {name: hashed for hashed, name in listed}
    actual = {file.relative_to(VENDOR).as_posix(): digest(file) for file in carried()}
    for name in sorted(wanted.keys() | actual.keys()):
        if wanted.get(name) != actual.get(name):
            print(f"{name}: not what VERSIONS says")
    return int(wanted != actual)


def carried() -> list[Path]:
    """The files VERSIONS speaks for."""
    return sorted(file for file in VENDOR.rglob("*") if file.is_file() and file.name != "VERSIONS")


def digest(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return sha256(file.read_bytes()).hexdigest()


def read(tar: tarfile.TarFile, name: str) -> bytes:
    """One member of an archive."""
    member = tar.extractfile(name)
    if member is None:
        raise SystemExit(f"{name} is not in the archive")
    return member.read()


def _as_file(match: re.Match[str]) -> str:
    name, svg = match.groups()
    icon = unquote(svg).encode()
    file = VENDOR / "pico-icons" / f"{name}-{sha256(icon).hexdigest()[:8]}.svg"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(icon)
    return f'--pico-icon-{name}:url("pico-icons/{file.name}")'


if __name__ == "__main__":
    raise SystemExit(main())
