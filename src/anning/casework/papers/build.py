"""A paper from its form and the case: pure, the same input gives the same paper; nothing missing is invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from anning.casework.papers import answers
from anning.casework.papers import facts as telling
from anning.casework.papers.given import PaperCase, People
from anning.casework.papers.model import (
    Block,
    Copies,
    Fact,
    Facts,
    Grid,
    Line,
    Numbered,
    Paper,
    Paragraphs,
    Part,
    Piece,
)
from anning.casework.papers.reasons import reasons
from anning.casework.papers.writing import Writer, blanks
from anning.domain.case import Party
from anning.domain.findings import Conduct
from anning.knowledge.forms import papers as forms
from anning.knowledge.forms.papers import PaperForm, shared
from anning.knowledge.names import names

_PAIR = (26, 74)
_SHOWN_ID = 16


def draft(kind: str, given: PaperCase) -> Paper:
    """The paper of that kind; NotFound for a kind that there is not."""
    return _Builder(forms.form(kind), given).paper()


def chosen_items(block: forms.Items, told: set[Conduct], wanted: Mapping[str, bool]) -> Iterator[forms.Item]:
    """Requests that fit the conducts told of and that the person wants."""
    for item in block.items:
        if wanted.get(item.id, not item.optional) and (not item.conducts or told & set(item.conducts)):
            yield item


class _Builder:
    """Goes through the parts of one form once."""

    def __init__(self, form: PaperForm, given: PaperCase) -> None:
        given = answers.completed(form, given)
        self._form, self._given = form, given
        self._people = People(form, given)
        self._order = telling.conducts(form, given.draft)
        self._facts = telling.facts(form, self._people, given) if form.conducts else ()
        self._write = Writer(form, self._people, given, self._facts)
        self._attached: list[str] = []

    def paper(self) -> Paper:
        """The whole paper."""
        form, write, channel = self._form, self._write, self._given.draft.channel
        heads = form.addressee
        parts = tuple(part for part in map(self._part, form.parts) if part.blocks)
        head = write.line(heads.get(channel) or next(iter(heads.values())))
        return Paper(
            kind=form.id,
            title=form.title,
            addressee=head,
            at_end=form.at_end,
            parts=parts,
            sign=tuple(map(write.line, form.sign)),
            day=self._given.day.isoformat(),
            masked=form.masked,
            footer=shared().words["footer"],
            blanks=blanks(write.blanks),
            norms=tuple(write.norms.values()),
            attachments=tuple(self._attached),
            copies=tuple(self._copies()),
            names=self._named(),
        )

    def _part(self, part: forms.Part) -> Part:
        found = (block for one in part.blocks for block in self._block(one))
        return Part(kind=part.kind, title=part.title, blocks=tuple(found))

    def _block(self, block: forms.Block) -> Iterator[Block]:  # noqa: C901, PLR0912 - one case for each kind of block
        line = self._write.line
        match block:
            case forms.Text():
                if self._write.knows(block.needs):
                    yield Paragraphs(lines=tuple(map(line, block.lines)))
            case forms.Items():
                yield from self._counted("", self._items(block))
            case forms.Person():
                yield self._person(block)
            case forms.Respondents():
                yield from (self._respondent(party, block) for party in self._people.respondents)
            case forms.FactLines():
                yield from self._fact_lines(block)
            case forms.OwnWords():
                yield from self._own(block)
            case forms.Reasons():
                found = reasons(self._write, self._order, self._facts, block.scopes)
                yield from self._counted(block.intro, found)
            case forms.Rows():
                rows = tuple((line(label), line(text)) for label, text in block.rows)
                yield Grid(columns=block.columns, widths=block.widths, rows=rows)
            case forms.EvidenceTable():
                yield self._evidence(block)
            case forms.Attached():
                yield from self._counted("", map(self._attach, block.items))
            case forms.Claims():
                yield answers.claims(block, self._form, self._given, self._write)
            case forms.Points():
                points = answers.points(self._form, self._given, self._write) or [line(block.none)]
                yield from self._counted("", iter(points))

    def _counted(self, intro: str, found: Iterator[Line]) -> Iterator[Block]:
        if items := tuple(found):
            if intro:
                yield Paragraphs(lines=(self._write.line(intro),))
            yield Numbered(items=items)

    def _items(self, block: forms.Items) -> Iterator[Line]:
        told = {Conduct(c) for fact in self._facts for c in fact.conducts}
        for item in chosen_items(block, told, self._given.draft.requests):
            norms = self._norms_of(item)
            if self._write.knows(item.needs) and (norms or not item.law):
                yield self._write.line(item.text, {"norms": norms})

    def _norms_of(self, item: forms.Item) -> list[Piece]:
        """The norms an item needs, under the law of the newest fact on whose day they were in force."""
        concerned = (
            f.day
            for f in self._facts
            if f.day and (not item.conducts or set(f.conducts) & set(item.conducts))
        )
        for day in sorted(concerned, reverse=True):
            if found := self._write.binding(item.law, date.fromisoformat(day)):
                return self._write.cite(found, date.fromisoformat(day))
        return []

    def _person(self, block: forms.Person) -> Grid:
        known = [slot for slot in block.also if self._write.value(slot)]
        rows = tuple(((Piece(_label(slot)),), self._write.slot(slot)) for slot in (*block.fields, *known))
        return Grid(widths=_PAIR, rows=rows)

    def _respondent(self, party: Party, block: forms.Respondents) -> Grid:
        values = {n: self._people.party_value(party, n) for n in ("name", *block.fields, *block.also)}
        shown = ["name", *block.fields, *(name for name in block.also if values[name])]
        rows = []
        for name in shown:
            slot = f"respondent.{name}"
            label = block.called if name == "name" else _label(slot)
            filled = self._write.slot(f"{slot}:{party.id}" if party.id else slot, values[name], _label(slot))
            rows.append(((Piece(label),), filled))
        return Grid(widths=_PAIR, rows=tuple(rows))

    def _fact_lines(self, block: forms.FactLines) -> Iterator[Block]:
        if not self._facts:
            yield Paragraphs(lines=(self._write.line(block.none),))
            return
        if block.intro:
            yield Paragraphs(lines=(self._write.line(block.intro),))
        gaps = (piece.field for fact in self._facts for piece in fact.text if piece.kind == "blank")
        self._write.blanks |= dict.fromkeys(gaps, _label("facts.day"))
        yield Facts(items=self._facts)
        if self._given.more:
            yield Paragraphs(lines=((Piece(shared().words["more"].format(n=self._given.more)),),))

    def _own(self, block: forms.OwnWords) -> Iterator[Block]:
        written = [line.strip() for line in self._given.draft.own_words.splitlines() if line.strip()]
        lines: list[Line] = [(Piece(line),) for line in written]
        if not lines and block.field:
            lines = [self._write.slot(block.field)]
        if lines:
            yield Paragraphs(lines=tuple(lines))

    def _evidence(self, block: forms.EvidenceTable) -> Grid:
        rows = [tuple(self._evidence_cell(cell, fact) for cell in block.cells) for fact in self._facts]
        none = ((Piece(shared().words["none_yet"]),), *(((Piece("—"),),) * (len(block.cells) - 1)))
        return Grid(columns=block.columns, widths=block.widths, rows=tuple(rows) or (none,))

    def _evidence_cell(self, cell: str, fact: Fact) -> Line:
        words = shared().words
        entry = next((e for e in self._given.entries if e.id == fact.entry), None)
        kind = telling.called(entry)
        if cell == "pages":
            held = self._given.exhibits.get(fact.entry)
            return self._write.slot("evidence.pages", held.pages if held else "")
        ids = words["joined"].join(f"{e[:_SHOWN_ID]}…" for e in fact.evidence)
        if cell == "proves":
            return self._proves(fact)
        texts = {
            "label": fact.label,
            "kind": words["evidence_kind"].format(kind=kind, day=fact.day or "—"),
            "source": words["place"].format(id=ids, locator=entry.locator if entry else kind),
            "original": words["original"],
        }
        return (Piece(texts[cell]),)

    @staticmethod
    def _proves(fact: Fact) -> Line:
        """What a proof is to show: the conducts and the words, or the fact where nothing was said."""
        words = shared().words
        titles = words["joined"].join(names().conduct[c].title for c in fact.conducts)
        head = Piece(words["proves"].format(conducts=titles))
        if not fact.quotes:
            return (head, *fact.text[:-1])
        quoted = ((Piece("“"), Piece(quote.text, "quote"), Piece("”")) for quote in fact.quotes)
        return (head, *(piece for pieces in quoted for piece in pieces))

    def _attach(self, item: str) -> Line:
        line = self._write.line(item)
        self._attached.append("".join(piece.text for piece in line))
        return line

    def _copies(self) -> Iterator[Copies]:
        for rule in self._form.copies:
            count = max(1, len(self._people.respondents)) if rule.each else rule.count
            yield Copies(whom=rule.whom, count=count)

    def _named(self) -> tuple[str, ...]:
        people, answers = self._people, self._given.draft.answers
        found = (
            people.me.name,
            people.author.name,
            *(p.name for p in people.respondents),
            answers.get("a.agent", ""),
        )
        return tuple(dict.fromkeys(filter(None, found)))


def _label(slot: str) -> str:
    known = shared().fields.get(slot)
    return known.label if known else slot
