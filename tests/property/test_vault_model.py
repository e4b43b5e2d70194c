"""A vault against a dictionary: whatever is done to it in whatever order, they say the same."""

from __future__ import annotations

import io
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from anning.vault import Import, Note, Undo, Vault, verify
from anning.vault.log import Log

CONTENT = st.one_of(st.binary(max_size=40), st.integers(0, 3).map(lambda n: b"big" * 30_000 * n))
NAMES = st.text(max_size=20)


class InterruptError(BaseException):
    """As if Ctrl-C came at this moment."""


class VaultModel(RuleBasedStateMachine):
    """originals maps id to (name given first, bytes); log is what the log must say, notes aside."""

    known = Bundle("known")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.vault = Vault.create(self.folder / "vault")
        self.originals: dict[str, tuple[str, bytes]] = {}
        self.log: list[str] = ["Created"]

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(target=known, items=st.lists(st.tuples(NAMES, CONTENT), max_size=4), undo=st.booleans())
    def batch(self, items: list[tuple[str, bytes]], undo: bool) -> object:  # noqa: FBT001 - drawn, not called
        with self.vault.batch() as batch:
            ids = [self.seal(batch, name, data) for name, data in items]
            if undo:
                batch.record(Undo(import_id="x"))
                self.log.append("Undo")
        return multiple(*ids)

    def seal(self, batch: object, name: str, data: bytes) -> str:
        sealed = batch.seal(data, name=name)
        assert sealed.evidence_id == sha256(data).hexdigest()
        assert sealed.already == (sealed.evidence_id in self.originals)
        if not sealed.already:
            self.originals[sealed.evidence_id] = (name, data)
            self.log.append("Import")
        return sealed.evidence_id

    @rule(items=st.lists(st.tuples(NAMES, CONTENT), max_size=3))
    def abort(self, items: list[tuple[str, bytes]]) -> None:
        try:
            with self.vault.batch() as batch:
                for name, data in items:
                    batch.seal(data, name=name)
                batch.record(Undo(import_id="never"))
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    @rule(data=CONTENT, before=st.booleans())
    def interrupt(self, data: bytes, before: bool) -> None:  # noqa: FBT001 - drawn, not called
        """Be interrupted just before or just after the lines are written."""
        append = Log.append

        def interrupted(log: Log, *given: object) -> None:
            if not before:
                append(log, *given)
            raise InterruptError

        Log.append = interrupted
        try:
            with self.vault.batch() as batch:
                sealed = batch.seal(data, name="c")
                batch.record(Undo(import_id="c"))
        except InterruptError:
            pass
        finally:
            Log.append = append
        if not before:
            if not sealed.already:
                self.originals[sealed.evidence_id] = ("c", data)
                self.log.append("Import")
            self.log.append("Undo")
        self.vault = Vault.open(self.vault.path)

    @rule(tail=st.binary(min_size=1, max_size=30))
    def torn(self, tail: bytes) -> None:
        with (self.vault.path / "log.jsonl").open("ab") as log:
            log.write(tail)
        self.vault = Vault.open(self.vault.path)

    @rule()
    def reopen(self) -> None:
        self.vault = Vault.open(self.vault.path)

    @rule(evidence_id=known)
    def copy(self, evidence_id: str) -> None:
        out = io.BytesIO()
        self.vault.copy_to(evidence_id, out)
        name, data = self.originals[evidence_id]
        assert out.getvalue() == data
        assert self.vault.evidence(evidence_id).name == name

    @rule(other=st.just(0))
    def somebody_else(self, other: int) -> None:
        with Vault.open(self.vault.path).batch() as batch:
            batch.record(Undo(import_id="theirs"))
        self.log.append("Undo")

    @invariant()
    def says_what_the_model_says(self) -> None:
        entries = [entry for entry in self.vault.events() if not isinstance(entry.event, Note)]
        assert [type(entry.event).__name__ for entry in entries] == self.log
        sealed = [entry.event.evidence_id for entry in entries if isinstance(entry.event, Import)]
        assert sorted(sealed) == sorted(self.originals)

    @invariant()
    def is_sound(self) -> None:
        found = verify(self.vault.path)
        assert found.damage == ()
        assert not list((self.vault.path / "tmp").iterdir())


VaultModel.TestCase.settings = settings(
    max_examples=30, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestVaultModel = VaultModel.TestCase
