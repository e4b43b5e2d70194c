"""What is summed up beside the contacts is what reading all of them would give, whatever was done before."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stored import DAY, NOON, examined, found, load, message, sha

from anning import store
from anning.domain.findings import NOT_UNLAWFUL
from anning.domain.numbers import caller_key
from anning.domain.records import Contact
from anning.store import Where
from anning.store.tally import KEY, Tally
from plainly import alike, received, standing

LAWS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

THREAT, PLEA, PLAIN = "去你单位找你", "请今天还款", "在吗"
VISIT = examined(found(THREAT, "去你单位"))
DOUBT = examined(found(THREAT, "找你", "doubt", "soft_violence", "low"), verdict="needs_context")
REMIND = examined(found(PLEA, "还款", "plain", "lawful_reminder", "low"), verdict="lawful_notice")
NOTICE = examined(found(PLEA, "请今天", "court", "lawful_legal_notice", "low"), verdict="lawful_notice")
SAYS = {THREAT: (VISIT, DOUBT), PLEA: (REMIND, NOTICE), PLAIN: (examined(),)}
NUMBERS = ("+86 138-0000-0000", "13800000000", "1069", "")

contacts = st.builds(
    lambda kind, text, at, address, name, direction: Contact(
        kind, "", at, direction, address, name, "" if kind == "call" else text
    ),
    st.sampled_from(("message", "message", "call", "image")),
    st.sampled_from(tuple(SAYS)),
    st.one_of(st.none(), st.integers(-1, 2).map(lambda n: NOON + n * DAY)),
    st.sampled_from(NUMBERS),
    st.sampled_from(("", "老王")),
    st.sampled_from(("in", "in", "out")),
)
files = st.lists(st.tuples(contacts, st.integers(0, 1)), max_size=6)
acts = st.one_of(
    st.tuples(st.just("load"), st.sampled_from("abc"), files),
    st.tuples(st.just("copy"), st.sampled_from("abc"), st.sampled_from("abc")),
    st.tuples(st.sampled_from(("forget", "hide", "show")), st.sampled_from("abc"), st.just([])),
    st.tuples(st.sampled_from(("dismiss", "restore", "again")), st.integers(0, 9), st.just([])),
)
questions = st.builds(
    Where,
    kinds=st.sampled_from(((), ("call",), ("message", "image"))),
    direction=st.sampled_from((None, "in")),
    address=st.sampled_from(("", *NUMBERS[:3])),
    verdicts=st.sampled_from(((), ("likely_unlawful",), ("unrelated", "lawful_notice"))),
    conducts=st.sampled_from(((), ("visit_threat",), ("soft_violence", "lawful_reminder"))),
    levels=st.sampled_from(((), ("high",))),
    only_findings=st.booleans(),
    include_dismissed=st.booleans(),
)


class Phone:
    """Files that are put in, taken out and read again as the services do."""

    def __init__(self) -> None:
        store.wipe_index()
        for one in store.dismissals():
            store.restore(one.entry_id, one.rule, one.start, one.end)
        self.held: dict[str, list[tuple[Contact, int]]] = {}

    def read(self, name: str) -> None:
        rows = [
            (Contact(c.kind, f"{n}", c.at, c.direction, c.address, c.name, c.text), said)
            for n, (c, said) in enumerate(self.held[name])
        ]
        results = [SAYS[c.text][said % len(SAYS[c.text])] if c.text else examined() for c, said in rows]
        load(name, [c for c, _ in rows], results, sealed_at=ord(name))

    def do(self, act: str, which: object, held) -> None:
        again: list[str] = []
        if act == "copy":  # the same messages from another export: the one sealed first has them
            act, held = "load", self.held.get(held, [])
        if act in {"dismiss", "restore", "again"}:
            self.decide(act, int(which))
        elif act == "load":
            self.held[str(which)] = held
            self.read(str(which))
            again = store.unread()
        elif which in self.held:
            if act == "forget":
                again = store.forget(sha(str(which)))
                del self.held[str(which)]
            else:
                turn = store.hide_import if act == "hide" else store.show_import
                again = turn(f"import-{which}")
        for name in [name for name in self.held if sha(name) in again]:
            self.read(name)

    def decide(self, act: str, number: int) -> None:
        every = [e for e in store.every_entry() if e.findings]
        if not every:
            return
        entry = every[number % len(every)]
        if act == "again":
            other = [one for one in SAYS[entry.text] if one.findings != entry.findings]
            store.examined_again({entry.id: (*other, examined())[number % (len(other) + 1)]})
            return
        finding = entry.findings[0]
        place = (entry.id, finding.rule, finding.start, finding.end)
        if act == "dismiss":
            store.dismiss(*place, "不是")
        else:
            store.restore(*place)


def summed(sums) -> Counter:
    """How many, by everything but the times."""
    counts: Counter = Counter()
    for one in sums:
        key = (
            one.evidence,
            one.caller,
            one.kind,
            one.direction,
            one.verdict,
            one.conducts,
            one.first is None,
        )
        counts[key] += one.entries
    return counts


def framed(sums) -> dict:
    """The first and last time of each original, caller, kind and direction."""
    times: dict = {}
    for one in sums:
        if one.first is not None:
            times.setdefault((one.evidence, one.caller, one.kind, one.direction), []).extend(
                (one.first, one.last)
            )
    return {key: (min(some), max(some)) for key, some in times.items()}


def check(where: Where) -> None:
    every = list(store.every_entry())
    assert store.count(where) == sum(1 for _ in store.every_entry(where))
    assert store.count() == len(every)
    sums = store.tallied()
    assert summed(sums) == summed(map(alike, every))
    assert framed(sums) == framed(map(alike, every))
    assert Counter(store.received()) == Counter(received(every))
    later = Counter(received(e for e in every if e.at is not None and e.at >= NOON))
    assert Counter(store.received(since=NOON)) == later
    check_callers(every)


def check_callers(every) -> None:
    for caller in store.callers():
        own = [e for e in every if caller_key(e.address) == caller.key]
        bad = [e for e in own if e.direction == "in" and e.verdict in {"likely_unlawful", "needs_context"}]
        times = [e.at for e in own if e.at is not None]
        assert set(caller.names) == {e.name for e in own} - {""}
        assert caller.calls == sum(e.kind == "call" for e in own)
        assert (caller.entries, caller.found) == (len(own), len(bad))
        assert caller.incoming == sum(e.direction == "in" for e in own)
        assert (caller.first_at, caller.last_at) == (min(times, default=None), max(times, default=None))
    assert {caller.key for caller in store.callers()} == {caller_key(e.address) for e in every}
    totals = store.totals()
    assert totals.verdicts == {"unrelated": 0, **Counter(e.verdict for e in every)}
    serious = [e for e in every if e.verdict in {"likely_unlawful", "needs_context"}]
    assert sum(totals.levels.values()) == sum(bool(standing(e) - NOT_UNLAWFUL) for e in serious)


@LAWS
@given(st.lists(acts, max_size=12), questions)
def test_sums_are_what_reading_everything_gives(home, done, where):
    phone = Phone()
    for one in done:
        phone.do(*one)
    check(where)


def test_a_home_from_before_is_summed_up_when_it_is_opened(home):
    from django.core.management import call_command

    load(
        "a",
        [message("1", THREAT), message("2", PLEA, None), message("3", address="1069")],
        [VISIT, REMIND, examined()],
    )
    before = store.tallied(), store.callers(), store.totals()
    call_command("migrate", "store", "0003", verbosity=0)
    store.ready(home)
    assert (store.tallied(), store.callers(), store.totals()) == before
    assert store.count(Where(verdicts=("likely_unlawful",))) == 1


@given(st.lists(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 9)), max_size=5), max_size=5))
def test_in_whatever_portions_contacts_come_their_times_are_framed(portions):
    tally = Tally((*KEY, "at"))
    for rows in portions:
        tally.add([(number, *[0] * (len(KEY) - 1), at) for number, at in rows])
    times: dict[int, list[int]] = {}
    for number, at in (row for rows in portions for row in rows):
        times.setdefault(number, []).append(at)
    assert {key[0]: tuple(sums) for key, sums in tally.timed.items()} == {
        number: (len(some), min(some), max(some)) for number, some in times.items()
    }


def test_words_come_with_their_callers(home):
    load(
        "a",
        [
            message("1", THREAT),
            message("2", PLAIN, None),
            message("3", PLEA, direction="out"),
            message("4", ""),
        ],
    )
    assert list(store.texts()) == [[("13800000000", THREAT)]]


def test_what_is_in_nobodys_import_is_counted_nowhere(home):
    load("a", [message("1", THREAT)], [VISIT])
    store.hide_import("import-a")
    assert (store.callers(), store.tallied(), list(store.received()), store.count()) == ((), [], [], 0)
