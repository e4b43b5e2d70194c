"""What the made-up person told of their case: kept with the sample import, gone and back with it."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from anning import store
from anning.domain.case import Debt, Promise, Served
from anning.knowledge.phrases import sample
from anning.services import case as acts
from anning.services import notebook
from anning.services.desk import Desk
from anning.services.notebook import Sample
from anning.store import Where

TITLE = "示例的案情（全部是编的）"
_MADE_UP = "sample-"
"""How the ids of made-up things begin."""
_FIND = "find:"


def put(desk: Desk, import_id: str) -> str:
    """Keep the made-up case beside the sample import; "" where a case is told already, be it the same one."""
    if any(not isinstance(one, Sample) for one in notebook.everything()):
        return ""
    batch = notebook.keep(desk, TITLE, *_told(), Sample(id=import_id))
    acts.in_step(desk)
    return batch


def follow(desk: Desk, import_id: str, *, shown: bool) -> None:
    """Take the made-up case out when its import is taken back, and bring it again with it."""
    if import_id not in notebook.all_of(Sample):
        return
    if shown:
        put(desk, import_id)
        return
    made_up = [one for one in notebook.everything() if notebook.id_of(one).startswith(_MADE_UP)]
    if made_up:
        notebook.take_out(desk, "撤回示例的案情", *made_up)
        acts.in_step(desk)


def present() -> str:
    """The sample import whose made-up case is shown now; "" where there is none, or it was taken back."""
    if not any(key.startswith(_MADE_UP) for key in notebook.all_of(Debt)):
        return ""
    return next(iter(notebook.all_of(Sample)), "")


def _told() -> list[Struct]:
    told = sample.told()
    proven: list[Served | Promise] = [*told.served, *told.promises]
    return [*told.parties, *told.debts, *told.filings, *map(_found, proven)]


def _found(thing: Served | Promise) -> Served | Promise:
    """The thing with the id of the contact it speaks of."""
    if not thing.entry.startswith(_FIND):
        return thing
    words = thing.entry.removeprefix(_FIND)
    entries = store.entries(Where(search=words), limit=1, newest_first=True)
    return replace(thing, entry=entries[0].id if entries else "")
