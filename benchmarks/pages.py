"""How long pages take to answer on a home with many contacts: median and 95th percentile.

    python benchmarks/pages.py [MESSAGES] [--times N] [--passphrase]

The contacts are those of the sample generator, imported as a person would, and the sample's case is told. The answer
is made by the program itself, without the browser's drawing and without the network's way, which on one machine is far
below a millisecond. The first answer of each page is made with nothing kept from before, as after a change; it is
shown apart. All are milliseconds of the processor, which other work on the machine does not lengthen much; those of the
clock are summed up beside them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.test import Client

from anning import store
from anning.config import Config

PAGES = (
    "/", "/timeline/", "/timeline/?verdict=likely_unlawful", "/timeline/?order=old", "/timeline/?q=还款",
    "/calls/", "/week/", "/case/", "/case/numbers/", "/routes/", "/filings/", "/calendar/", "/papers/",
    "/papers/complaint_lender/", "/bundle/", "/block/", "/exposure/", "/notices/", "/rights/", "/limitation/",
    "/plan/", "/negotiate/", "/credit/", "/redact/", "/settings/", "/imports/", "/report/", "/search/?q=还款",
    "/phone/", "/help/", "/help/now/", "/more/", "/start/", "/changes/", "/companion/", "/timeline/suggested",
    "/contact/{entry}/", "/contact/{entry}/thread", "/bundle/what/{exhibit}", "/papers/complaint_lender/facts/",
    "/case/review/", "/negotiate/promises/", "/negotiate/kept/", "/sued/", "/quiet/", "/help/lawyer/",
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
    from anning.services import intake, sample, sample_case
    from anning.web import workplace

    sample.write(folder, messages=messages)
    report = intake.intake(workplace.desk(), [intake.Source(path=folder)])
    sample_case.put(workplace.desk(), report.import_id)


def protect() -> None:
    """Put the home behind a passphrase, as the page for it does."""
    from anning.services import locking
    from anning.web import lock

    lock.again(lambda desk: locking.protect(desk, "only for this measurement"))


def found() -> dict[str, str]:
    """What the addresses of some pages hold: the newest threat, and the exhibit with the most to show."""
    from anning.services import exhibits
    from anning.web import workplace

    serious = store.Where(verdicts=("likely_unlawful",))
    return {
        "entry": store.entries(serious, limit=1, newest_first=True)[0].id,
        "exhibit": exhibits.chosen(workplace.desk())[0].id,
    }


class Answer(NamedTuple):
    """One answer: milliseconds of the processor and of the clock."""

    worked: float
    waited: float


def measured(client: Client, path: str, times: int) -> list[Answer]:
    """Each answer, the first with nothing kept."""
    store.forget_all()
    spent = []
    for _ in range(times + 1):
        begun, worked = time.perf_counter(), time.process_time()
        answer = client.get(path)
        worked, waited = time.process_time() - worked, time.perf_counter() - begun
        spent.append(Answer(worked * 1000, waited * 1000))
        if answer.status_code != 200:  # noqa: PLR2004 - OK
            sys.exit(f"{path} answered {answer.status_code}")
    return spent


def summed(spent: Sequence[float]) -> tuple[float, float]:
    """The median, and what 95 of 100 stay below."""
    return statistics.median(spent), statistics.quantiles(spent, n=100)[int(SHARE * 100) - 1]


def main() -> int:
    """Run and print one line a page; 1 when 95 of 100 answers were not within the limit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("messages", type=int, nargs="?", default=20_000)
    options.add_argument("--times", type=int, default=10)
    options.add_argument("--passphrase", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        client = entered(Path(folder) / "home")
        fill(asked.messages, Path(folder) / "sample")
        if asked.passphrase:
            protect()
        named = found()
        print(f"{store.count()} contacts; milliseconds: first, then median and worst of {asked.times}")
        every: list[Answer] = []
        firsts: dict[str, float] = {}
        for page in PAGES:
            first, *spent = measured(client, page.format(**named), asked.times)
            every += spent
            firsts[page] = first.worked
            worked = [one.worked for one in spent]
            print(
                f"{page:40} {first.worked:8.1f} {statistics.median(worked):8.1f} {max(worked):8.1f}",
                flush=True,
            )
        median, worst = summed([one.worked for one in every])
        print(f"{'all':40} {'':8} {median:8.1f} {worst:8.1f} (95 %)")
        print("by the clock: median {:.1f}, 95 % {:.1f}".format(*summed([one.waited for one in every])))
        slow = [f"{page} {first:.0f}" for page, first in firsts.items() if first > LIMIT_MS]
        print(f"first answer above {LIMIT_MS}: {', '.join(slow) or 'none'}")
        store.close()
    return int(worst > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
