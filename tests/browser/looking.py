"""Looks at a page as it stands: what axe says of it in light, in dark and in the elder view, and a picture.

With ANNING_PICTURES naming a folder, a picture of each page is left there, in a folder for each size of screen.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS, SIZES = ["color-contrast", "link-in-text-block"], ["target-size"]
"""What a theme, and what larger letters can break; the rest was looked at in light already."""
_QUALITY = 45
_NARROW = 500


class Looker:
    """Looks at each page it is brought to."""

    def __init__(self, page: Any) -> None:
        from axe_playwright_python.sync_playwright import Axe

        self.page, self.axe = page, Axe()
        wanted = os.environ.get("ANNING_PICTURES")
        self.narrow = page.viewport_size["width"] < _NARROW
        self.folder = Path(wanted, "phone" if self.narrow else "laptop") if wanted else None

    def see(self, name: str, *, also: tuple[str, ...] = ()) -> None:
        """All of it on a phone; on a laptop, where the same words have more room, only that it fits."""
        if self.narrow:
            self.look(name, also=also)
        else:
            self.picture(name)
            self.fits(name)

    def look(self, name: str, *, also: tuple[str, ...] = ()) -> None:
        """All three views; of those in also ("dark", "elder") a picture too."""
        self.picture(name)
        self._check(f"{name}, light", {"type": "tag", "values": AA})
        self.page.emulate_media(color_scheme="dark")
        self._check(f"{name}, dark", {"type": "rule", "values": COLOURS})
        self.picture(f"{name}-dark", wanted="dark" in also)
        self.page.emulate_media(color_scheme="light")
        self.page.evaluate("document.documentElement.dataset.elder = ''")
        self._check(f"{name}, elder", {"type": "rule", "values": SIZES})
        self.picture(f"{name}-elder", wanted="elder" in also)
        self.page.evaluate("delete document.documentElement.dataset.elder")

    def fits(self, name: str) -> None:
        """Nothing stands out to the right."""
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{name} is wider than the screen"

    def picture(self, name: str, *, wanted: bool = True) -> None:
        """Leave a picture where one is wanted."""
        if self.folder and wanted:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.page.evaluate("scrollTo(0, 0)")
            self.page.screenshot(path=str(self.folder / f"{name}.jpg"), type="jpeg", quality=_QUALITY)

    def _check(self, name: str, only: dict[str, Any]) -> None:
        found = self.axe.run(self.page, options={"runOnly": only, "resultTypes": ["violations"]})
        serious = [
            (one["id"], [node["html"][:160] for node in one["nodes"]][:3])
            for one in found.response["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        assert not serious, (name, serious)
        self.fits(name)
