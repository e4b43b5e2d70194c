"""Precision and recall of the rules on labelled messages.

    make evaluate                        open sets: verdicts, conducts, false alarms
    tools/evaluate.py --open             only the open half of the judged sets of this project
    tools/evaluate.py --errors           and every miss and false alarm of the open sets, to read one by one
    tools/evaluate.py --errors insult    only those that concern one conduct
    tools/evaluate.py --held             the held half of the judged sets too: totals only
    tools/evaluate.py --closed           the closed half of the shared set too: totals only

Two kinds of sets: those judged by independent authors, in tests/samples/judged (the open half is that whose
sha256(id) begins with 0 to 7), and those in $ANNING_SHARED/messages (else ../shared/messages), where they are at
hand. No text of a held or closed half is ever printed. Norms are those of a fixed day, so that a run can be
repeated. Intervals are 95 %: Wilson for shares, bootstrap over messages for F1.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct

from anning.detection.wording import Examiner, Text
from anning.domain.findings import NOT_UNLAWFUL, Conduct, Examined, Verdict

DAY = date(2026, 11, 24)
LABELLED = {"real": "real-dev.jsonl", "authored": "authored-dev.jsonl"}
JUDGED = Path(__file__).parents[1] / "tests" / "samples" / "judged"
ORDINARY = ("ordinary-dev.jsonl", "ordinary-authored-dev.jsonl")
VERDICTS: tuple[Verdict, ...] = ("likely_unlawful", "needs_context", "lawful_notice", "unrelated")
ALARMS = ("likely_unlawful", "needs_context")
Z = 1.959964
RESAMPLES, SEED = 1000, 7


class Item(Struct, frozen=True):
    """A labelled message as the sets hold it; ordinary ones without labels have nothing to be found."""

    id: str
    text: str
    labels: tuple[str, ...] = ()
    half: str = "open"
    kind: str = ""
    of: str = ""
    verdict: Verdict | None = None
    recipient: str = ""
    provenance: str = ""
    hard_case: bool = False

    @property
    def due(self) -> Verdict:
        """The verdict it was judged to need, else that the labels ask for."""
        if self.verdict:
            return self.verdict
        found = set(self.labels) - {"unrelated"}
        if found - NOT_UNLAWFUL:
            return "likely_unlawful"
        return "lawful_notice" if found else "unrelated"


class Judged(Struct, frozen=True):
    """A message beside what the rules say of it."""

    item: Item
    said: Examined

    @property
    def conducts(self) -> set[str]:
        """Conduct codes found."""
        return {finding.conduct for finding in self.said.findings}


class Count(Struct):
    """Hits, false alarms and misses, and the share each gives."""

    hits: int
    alarms: int
    misses: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 when nothing was found."""
        return 2 * self.hits / max(1, 2 * self.hits + self.alarms + self.misses)


def folder() -> Path:
    """Where the sets lie."""
    shared = os.environ.get("ANNING_SHARED")
    return (Path(shared) if shared else Path(__file__).parents[2] / "shared") / "messages"


def read(file: Path) -> list[Item]:
    """The messages of one set."""
    return [msgspec.json.decode(line, type=Item) for line in file.read_bytes().splitlines() if line.strip()]


def halved(item: Item) -> Item:
    """A message of a judged set with the half it belongs to, by its id alone."""
    half = "open" if sha256(item.id.encode()).hexdigest()[0] in "01234567" else "held"
    return msgspec.structs.replace(item, half=half)


def judged_sets() -> dict[str, list[Item]]:
    """The judged sets by name; none where they are not at hand."""
    return {file.stem: list(map(halved, read(file))) for file in sorted(JUDGED.glob("*.jsonl"))}


def judge(examiner: Examiner, items: Sequence[Item]) -> list[Judged]:
    """All messages held against the rules."""
    said = examiner.many([Text(item.text, DAY, item.recipient) for item in items])
    return [Judged(item, examined) for item, examined in zip(items, said, strict=True)]


def wilson(hits: int, total: int) -> tuple[float, float]:
    """95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    share, spread = hits / total, Z * Z / total
    middle = share + spread / 2
    half = Z * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def f1_interval(due: Sequence[bool], found: Sequence[bool]) -> tuple[float, float]:
    """95 % interval of F1 when the messages are drawn again."""
    pairs = np.array([due, found], bool)
    draws = np.random.default_rng(SEED).integers(0, pairs.shape[1], (RESAMPLES, pairs.shape[1]))
    wanted, got = pairs[0][draws], pairs[1][draws]
    both = (wanted & got).sum(1)
    scores = 2 * both / np.maximum(1, wanted.sum(1) + got.sum(1))
    low, high = np.quantile(scores, (0.025, 0.975))
    return float(low), float(high)


def row(name: str, due: Sequence[bool], found: Sequence[bool]) -> str:
    """One line of a table: name, how many were due, precision, recall, F1, each with its interval."""
    pairs = list(zip(due, found, strict=True))
    count = Count(
        sum(d and f for d, f in pairs), sum(f and not d for d, f in pairs), sum(d and not f for d, f in pairs)
    )
    precision = share(count.hits, count.hits + count.alarms)
    recall = share(count.hits, count.hits + count.misses)
    low, high = f1_interval(due, found)
    wanted = count.hits + count.misses
    return f"{name:26}{wanted:5}  {precision:26}{recall:26}{count.f1:.2f} [{low:.2f}–{high:.2f}]"


def share(hits: int, total: int) -> str:
    """0.93 [0.85–0.97] 27/29, or a dash when there is nothing to share."""
    if not total:
        return "–"
    low, high = wilson(hits, total)
    return f"{hits / total:.2f} [{low:.2f}–{high:.2f}] {hits}/{total}"


def table(title: str, judged: Sequence[Judged]) -> Iterator[str]:
    """Verdicts, then conducts, of one set."""
    if not judged:
        return
    yield f"\n{title}: {len(judged)} messages"
    yield f"{'':26}{'due':>5}  {'precision':26}{'recall':26}F1"
    for verdict in VERDICTS:
        if not any(verdict in {j.item.due, j.said.verdict} for j in judged):
            continue
        yield row(
            verdict, [j.item.due == verdict for j in judged], [j.said.verdict == verdict for j in judged]
        )
    unlawful = [j.item.due == "likely_unlawful" for j in judged]
    yield row("likely or needs_context", unlawful, [j.said.verdict in ALARMS for j in judged])
    lawful = [j for j in judged if j.item.due == "lawful_notice"]
    accused = sum(j.said.verdict == "likely_unlawful" for j in lawful)
    asked = sum(j.said.verdict == "needs_context" for j in lawful)
    yield f"lawful called unlawful: {share(accused, len(lawful))}; needs_context: {share(asked, len(lawful))}"
    for conduct in Conduct:
        due = [conduct in j.item.labels for j in judged]
        found = [conduct in j.conducts for j in judged]
        if any(due) or any(found):
            yield row(conduct, due, found)


def half(name: str, judged: Sequence[Judged], wanted: str) -> Iterator[str]:
    """One half of one judged set: as written first, disguised texts apart and beside their plain twins."""
    some = [j for j in judged if j.item.half == wanted]
    plain = [j for j in some if j.item.kind != "disguised"]
    yield from table(f"judged {name}, {wanted}, as written", plain)
    yield from alarms(plain)
    yield from disguised(f"judged {name}, {wanted}", some)


def alarms(judged: Sequence[Judged]) -> Iterator[str]:
    """By kind of text with nothing unlawful in it: how many were called unlawful, how many doubtful."""
    for kind in ("near", "ordinary"):
        some = [j for j in judged if j.item.kind == kind and j.item.due in {"lawful_notice", "unrelated"}]
        if some:
            accused = sum(j.said.verdict == "likely_unlawful" for j in some)
            asked = sum(j.said.verdict == "needs_context" for j in some)
            yield f"{kind} called unlawful: {share(accused, len(some))}; needs_context: {share(asked, len(some))}"


def disguised(name: str, judged: Sequence[Judged]) -> Iterator[str]:
    """Of unlawful texts found as written, how many are still found in disguise."""
    known = {j.item.id: j for j in judged}
    pairs = [(known[j.item.of], j) for j in judged if j.item.kind == "disguised" and j.item.of in known]
    unlawful = [(plain, hidden) for plain, hidden in pairs if hidden.item.due == "likely_unlawful"]
    twins = [plain for plain, _ in unlawful if plain.said.verdict == "likely_unlawful"]
    alike = [h for p, h in unlawful if "likely_unlawful" == p.said.verdict == h.said.verdict]
    noticed = [h for p, h in unlawful if p.said.verdict == "likely_unlawful" and h.said.verdict in ALARMS]
    if not unlawful:
        return
    found = sum(h.said.verdict == "likely_unlawful" for _, h in unlawful)
    yield f"\n{name}, disguised: recall {share(found, len(unlawful))}"
    yield f"their plain twins: recall {share(len(twins), len(unlawful))}"
    kept, noticed_too = share(len(alike), len(twins)), share(len(noticed), len(twins))
    yield f"of twins found, in disguise: likely_unlawful {kept}; or needs_context {noticed_too}"


def ordinary(judged: Sequence[Judged]) -> Iterator[str]:
    """False alarms on messages in which nothing is to be found, by kind."""
    yield f"\nOrdinary messages: {len(judged)}, false alarms for each 1,000"
    for kind in dict.fromkeys(j.item.kind or "authored notices and chats" for j in judged):
        some = [j for j in judged if (j.item.kind or "authored notices and chats") == kind]
        plain = [j for j in some if j.item.due == "unrelated"]
        alarms = sum(j.said.verdict in ALARMS for j in plain)
        remarks = sum(j.said.verdict == "lawful_notice" for j in plain)
        low, high = wilson(alarms, len(plain))
        yield (
            f"{kind:28}{alarms}/{len(plain)} = {1000 * alarms / max(1, len(plain)):.2f} "
            f"[{1000 * low:.2f}–{1000 * high:.2f}]; called a lawful notice: {remarks}"
        )


def errors(judged: Sequence[Judged], only: str) -> Iterator[str]:
    """Every miss and false alarm, with the text; never for the unread half."""
    for j in judged:
        due, found = set(j.item.labels) - {"unrelated"}, j.conducts
        verdict_wrong = j.said.verdict != j.item.due
        wrong = (due ^ found) - {"deadline_pressure"}
        if j.item.half != "open" or not (only in wrong if only else wrong or verdict_wrong):
            continue
        yield f"\n{j.item.id} {j.item.due} → {j.said.verdict}"
        yield f"  missed {sorted(due - found)}  wrongly {sorted(found - due)}"
        yield "  " + j.item.text.replace("\n", "⏎")
        yield from (f"    {f.rule} {f.level} {f.verdict}: {f.quote}" for f in j.said.findings)


def main() -> int:
    """The figures on standard output; 3 when the sets are not at hand."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--open", action="store_true", help="only the open half of the judged sets")
    parser.add_argument("--held", action="store_true", help="also totals of the held half of the judged sets")
    parser.add_argument(
        "--closed", action="store_true", help="also totals of the closed half of the shared set"
    )
    parser.add_argument(
        "--errors", nargs="?", const="", help="list errors of the open sets, of one conduct if named"
    )
    asked = parser.parse_args()
    mine = judged_sets()
    at_hand = all((folder() / name).is_file() for name in (*LABELLED.values(), *ORDINARY))
    if not mine and not at_hand:
        print(f"评测用的消息集不在 {JUDGED}，也不在 {folder()}。用 ANNING_SHARED 指明它们所在的文件夹。")
        return 3
    examiner = Examiner()
    print(f"{len(examiner.engine.rules)} rules, {examiner.engine.scanner.name}, norms of {DAY}")
    said = {name: judge(examiner, items) for name, items in mine.items()}
    lines = list(of_judged(said, held=asked.held))
    read_by_all = [j for judged in said.values() for j in judged]
    if at_hand and not asked.open:
        shown, more = of_shared(examiner, closed=asked.closed)
        lines += shown
        read_by_all += more
    elif not at_hand:
        print(f"（{folder()} 里没有另外的消息集，只评测项目自己的）")
    if asked.errors is not None:
        lines += errors(read_by_all, asked.errors)
    print("\n".join(lines))
    return 0


def of_judged(said: Mapping[str, Sequence[Judged]], *, held: bool) -> Iterator[str]:
    """The judged sets: each apart, then together; the open half, then the held one where it is asked for."""
    together = {**said, "all": [j for judged in said.values() for j in judged]} if len(said) > 1 else said
    for wanted in ("open", "held") if held else ("open",):
        for name, judged in together.items():
            yield from half(name, judged, wanted)


def of_shared(examiner: Examiner, *, closed: bool) -> tuple[list[str], list[Judged]]:
    """The sets beside the project: what is printed, and the judged messages whose errors may be."""
    sets = {name: judge(examiner, read(folder() / file)) for name, file in LABELLED.items()}
    everyday = judge(examiner, [item for name in ORDINARY for item in read(folder() / name)])
    opened = {name: [j for j in judged if j.item.half == "open"] for name, judged in sets.items()}
    lines = [line for name, judged in opened.items() for line in table(f"{name}, open", judged)]
    lines += table("all open", [j for judged in opened.values() for j in judged])
    lines += ordinary(everyday)
    if closed:
        lines += table("authored, closed half", [j for j in sets["authored"] if j.item.half == "closed"])
    return lines, [*(j for judged in opened.values() for j in judged), *everyday]


if __name__ == "__main__":
    sys.exit(main())
