"""The tables: an index, remade from the vault at any time; the person's own (the last three); and their stamps.

Rows are written and read with plain SQL (load.py, reading.py): a million contacts through model objects would
cost minutes. The models say what the tables are and let Django migrate them.
"""

# ruff: noqa: DJ001, DJ008 - rows are never shown, and NULL is what plain SQL writes for "none"

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anning.store.codes import FILES, KINDS, NO_TIME

_ASKED = ("direction", "kind", "channel", "live_verdict", "live_conducts", "live_levels")
"""What is asked of contacts with findings: with these in the index few rows have to be looked up."""


class Evidence(models.Model):
    """One original: its contacts are the rows first_seq ≤ seq < end_seq, put in by one transaction.

    Precedence, when two originals hold the same message, is (sealed_at, sha256).
    """

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.TextField()
    media_type = models.TextField()
    size = models.BigIntegerField()
    import_id = models.TextField(db_index=True)
    sealed_at = models.BigIntegerField()
    derived_from = models.TextField()
    locator = models.TextField()
    reading = models.TextField(null=True)
    entries = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    first_seq = models.BigIntegerField(default=0)
    end_seq = models.BigIntegerField(default=0)
    hidden = models.SmallIntegerField(default=0)
    unread = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "evidence"


class Contact(models.Model):
    """One communication. Words of small sets are their place in codes.py; at is NO_TIME when unknown.

    nth tells equal messages of one original apart, from 0; fingerprint finds those without a time and is 0 for
    others, which their second finds. found is what detection said, as [[said, start, end], …]; verdict, conducts
    and levels sum it up for filters; live_* are the same without what the person dismissed. uid has no index of
    its own: random keys would cost more than all else at import; the block filter finds it (search.py).
    """

    seq = models.IntegerField(primary_key=True)  # SQLite's own row number; a bigint would not be
    uid = models.BinaryField(max_length=16)
    evidence = models.IntegerField()
    at = models.BigIntegerField()
    kind = models.SmallIntegerField()
    direction = models.SmallIntegerField()
    channel = models.SmallIntegerField()
    state = models.SmallIntegerField()
    duration_s = models.IntegerField(null=True)
    caller = models.TextField()
    address = models.TextField()
    name = models.TextField()
    text = models.TextField()
    locator = models.TextField()
    fingerprint = models.BigIntegerField()
    nth = models.IntegerField()
    found = models.TextField(null=True)
    verdict = models.SmallIntegerField()
    conducts = models.BigIntegerField()
    levels = models.SmallIntegerField()
    live_verdict = models.SmallIntegerField()
    live_conducts = models.BigIntegerField()
    live_levels = models.SmallIntegerField()

    class Meta:
        db_table = "contact"
        indexes: ClassVar = [
            models.Index(fields=["at", "uid"], name="contact_order"),
            models.Index(fields=["at", "uid", *_ASKED], name="contact_found", condition=Q(verdict__gt=0)),
            models.Index(fields=["at", "uid"], name="contact_calls", condition=Q(kind=KINDS.index("call"))),
            models.Index(fields=["at", "uid"], name="contact_files", condition=Q(kind__gte=FILES)),
            models.Index(fields=["fingerprint"], name="contact_timeless", condition=Q(at=NO_TIME)),
        ]


class Tally(models.Model):
    """How many contacts of one original, caller and name there are, by what was found; see tally.py."""

    evidence = models.IntegerField(db_index=True)
    caller = models.TextField()
    name = models.TextField()
    kind = models.SmallIntegerField()
    direction = models.SmallIntegerField()
    verdict = models.SmallIntegerField()
    conducts = models.BigIntegerField()
    levels = models.SmallIntegerField()
    live_verdict = models.SmallIntegerField()
    live_conducts = models.BigIntegerField()
    live_levels = models.SmallIntegerField()
    timed = models.SmallIntegerField()
    entries = models.BigIntegerField()
    first_at = models.BigIntegerField()
    last_at = models.BigIntegerField()

    class Meta:
        db_table = "tally"


class Said(models.Model):
    """What a finding says apart from its place: rule, level, norms, caution; shared by all that say the same."""

    digest = models.BinaryField(max_length=32, unique=True)
    body = models.TextField()

    class Meta:
        db_table = "said"


class Attached(models.Model):
    """An original that came with a contact: a picture of an MMS, a mail's annex. owner is its Evidence."""

    contact = models.BinaryField(max_length=16, db_index=True)
    owner = models.IntegerField(db_index=True)
    evidence = models.CharField(max_length=64)
    media_type = models.TextField()
    name = models.TextField()

    class Meta:
        db_table = "attached"


class Trouble(models.Model):
    """Something in an original that could not be read."""

    owner = models.IntegerField(db_index=True)
    place = models.TextField()
    reason = models.TextField()

    class Meta:
        db_table = "trouble"


class Shadow(models.Model):
    """evidence left out messages that keeper has: it is read again when keeper goes."""

    evidence = models.IntegerField()
    keeper = models.IntegerField(db_index=True)

    class Meta:
        db_table = "shadow"
        constraints: ClassVar = [models.UniqueConstraint(fields=["evidence", "keeper"], name="shadow_once")]


class Segment(models.Model):
    """The times of the blocks of one full segment of contacts; see search.py."""

    number = models.IntegerField(primary_key=True)
    oldest = models.BinaryField()
    newest = models.BinaryField()

    class Meta:
        db_table = "segment"


class Terms(models.Model):
    """Which blocks of one segment hold which character pairs; place = part << 20 | segment; see search.py."""

    place = models.IntegerField(primary_key=True)
    pairs = models.BinaryField()

    class Meta:
        db_table = "terms"


class Stamp(models.Model):
    """A number that is another one after every write to a part of the store; see writing.py."""

    part = models.TextField(primary_key=True)
    number = models.BigIntegerField()

    class Meta:
        db_table = "stamp"


class Dismissed(models.Model):
    """The person's own: a finding they do not agree with."""

    contact = models.BinaryField(max_length=16)
    rule = models.TextField()
    start_at = models.IntegerField()
    end_at = models.IntegerField()
    reason = models.TextField()
    at = models.BigIntegerField()

    class Meta:
        db_table = "dismissed"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "rule", "start_at", "end_at"], name="dismissed_once")
        ]


class CallerMark(models.Model):
    """The person's own: who a number belongs to."""

    key = models.TextField(primary_key=True)
    role = models.TextField()
    note = models.TextField()
    at = models.BigIntegerField()

    class Meta:
        db_table = "caller_mark"


class Change(models.Model):
    """The person's own: one thing written (body is its JSON) or taken out (NULL), in a batch that can be undone.

    Rows are added and never changed but for undone; the newest row of a (kind, key) that is not undone is its
    value. id gives the order.
    """

    batch = models.TextField(db_index=True)
    kind = models.TextField()
    key = models.TextField()
    body = models.TextField(null=True)
    title = models.TextField()
    at = models.BigIntegerField()
    undone = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "notebook"
        indexes: ClassVar = [models.Index(fields=["kind", "key"], name="notebook_thing")]
