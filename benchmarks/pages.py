"""How long pages take to answer on a home with many contacts: milliseconds, median and 95th percentile.

    python benchmarks/pages.py [MESSAGES] [--times N]

The contacts are those of the sample generator, imported as a person would; the answer is made by the program itself,
without the browser's drawing and without the network's way, which on one machine is far below a millisecond.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from django.test import Client

from anning import store
from anning.config import Config

PAGES = (
    "/", "/timeline/", "/timeline/?verdict=likely_unlawful", "/timeline/?order=old", "/timeline/?q=还款",
    "/calls/", "/week/", "/case/", "/case/numbers/", "/routes/", "/filings/", "/calendar/", "/papers/",
    "/papers/complaint_lender/", "/bundle/", "/block/", "/exposure/", "/notices/", "/rights/", "/limitation/",
    "/plan/", "/negotiate/", "/credit/", "/redact/", "/settings/", "/imports/", "/report/", "/search/?q=还款",
    "/phone/", "/help/", "/help/now/", "/more/", "/start/", "/changes/", "/companion/",
)  # fmt: skip
ADDRESS = "127.0.0.1:8411"
SHARE = 0.95
LIMIT_MS = 150


def entered(home: Path) -> Client:
    """A browser that came in to a home's workbench."""
    from anning.services.desk import open_desk
    from anning.web import server, workplace

    config = Config(home=home).prepare()
    server.prepare(config)
    door = workplace.Door(ADDRESS, lambda _: None)
    workplace.occupy(open_desk(config), door)
    client = Client(headers={"Host": ADDRESS})
    client.get(door.link.removeprefix(f"http://{ADDRESS}"))
    client.cookies["anning-asked"] = "1"
    return client


def fill(messages: int, folder: Path) -> None:
    """Import so many messages of the sample generator, with its calls and files."""
    from anning.services import intake, sample
    from anning.web import workplace

    sample.write(folder, messages=messages)
    intake.intake(workplace.desk(), [intake.Source(path=folder)])


def measured(client: Client, path: str, times: int) -> list[float]:
    """Milliseconds of each answer, the first one, which warms things up, left out."""
    client.get(path)
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        answer = client.get(path)
        spent.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:  # noqa: PLR2004 - OK
            sys.exit(f"{path} answered {answer.status_code}")
    return spent


def main() -> int:
    """Run and print one line a page; 1 when 95 of 100 answers were not within the limit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("messages", type=int, nargs="?", default=20_000)
    options.add_argument("--times", type=int, default=10)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        client = entered(Path(folder) / "home")
        fill(asked.messages, Path(folder) / "sample")
        print(f"{store.count()} contacts; milliseconds: median, worst of {asked.times}")
        every: list[float] = []
        for path in PAGES:
            spent = measured(client, path, asked.times)
            every += spent
            print(f"{path:40} {statistics.median(spent):8.1f} {max(spent):8.1f}")
        worst = statistics.quantiles(every, n=100)[int(SHARE * 100) - 1]
        print(f"{'all':40} {statistics.median(every):8.1f} {worst:8.1f} (95 %)")
        store.close()
    return int(worst > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
