"""The case as the person tells it: people and firms, debts, what was filed, what was served, what was promised.

Every value is kept under (kind, id); a field that is empty was never told and is printed as a blank, never guessed.
Days are legal days in China; money is decimal strings in CNY.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

Role = Literal["self", "creditor", "agency", "collector", "third_party", "guarantor"]
"""self is the person; agency and collector act for a creditor; third_party owes nothing."""

LenderKind = Literal[
    "bank", "consumer_finance", "trust", "auto_finance", "financial_leasing", "micro_loan", "guarantee",
    "leasing", "factoring", "pawn", "local_amc", "platform", "unlicensed", "private",
]  # fmt: skip

Product = Literal["card", "loan", "private_loan", "micro_loan", "leasing", "rental", "instalment", "other"]

FilingStatus = Literal["drafted", "filed", "accepted", "refused", "answered", "closed"]


class Party(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person or firm of the case.

    acts_for holds ids of the creditors an agency or collector says it acts for. keys are caller keys (numbers,
    sender names) seen in the evidence that belong to this party: one company, several numbers. lender is told for
    creditors. relation is what a third party or guarantor is to the person (母亲, 同事). Firms have uscc and
    represented_by; people id_number, gender, born, ethnicity, occupation, employer.
    """

    id: str
    role: Role
    name: str = ""
    firm: bool = False
    lender: LenderKind | None = None
    acts_for: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    relation: str = ""
    id_number: str = ""
    gender: str = ""
    born: date | None = None
    ethnicity: str = ""
    occupation: str = ""
    employer: str = ""
    uscc: str = ""
    represented_by: str = ""
    phone: str = ""
    address: str = ""
    service_address: str = ""
    region: str = ""
    """Province and city as written ("浙江省杭州市"): decides local bodies and courts."""
    note: str = ""


class Touch(Struct, frozen=True):
    """Something that may have interrupted limitation: the day, and one of knowledge.limitation's acts."""

    day: date
    act: str


class Debt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A debt and its contract as the person tells it; nothing in it acknowledges an amount.

    principal is what the paper says, received what came in hand. last_due is the day the last instalment falls
    due (limitation runs from it); touched is what happened since that may have interrupted limitation.
    contract is the loan in Anning's own YAML for the true cost ("" when not described).
    """

    id: str
    creditor: str
    product: Product = "other"
    contract_no: str = ""
    signed: date | None = None
    principal: str = ""
    received: str = ""
    claimed: str = ""
    first_overdue: date | None = None
    last_due: date | None = None
    touched: tuple[Touch, ...] = ()
    settled: date | None = None
    """The day it was paid off or otherwise ended; how long the credit record stays is counted from it."""
    assisted: bool = False
    contract: str = ""
    note: str = ""


class Filing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A paper handed in somewhere: its number, day, proof and what became of it.

    paper is the kind of document, channel the body it went to, number the body's own, proof an evidence id.
    events are (day, what happened) with what one of the channel's steps: filed, accepted, refused, answered.
    """

    id: str
    paper: str
    channel: str
    against: str = ""
    debt: str = ""
    status: FilingStatus = "drafted"
    number: str = ""
    proof: str = ""
    events: tuple[tuple[date, str], ...] = ()
    follows: str = ""
    """Id of the filing this one escalates."""
    note: str = ""


class Served(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A court's paper that reached the person; the clock runs from the day they confirm, and from nothing else.

    paper is summons (起诉状副本), payment_order or judgment; confirmed is True once the person says the day is right.
    """

    id: str
    paper: Literal["summons", "payment_order", "judgment", "other"]
    court: str = ""
    case_number: str = ""
    day: date | None = None
    confirmed: bool = False
    debt: str = ""
    entry: str = ""
    """Id of the contact that told of it."""
    done: tuple[str, ...] = ()
    """Steps of the way after it (knowledge/sued) that the person ticked."""
    note: str = ""


class Promise(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody said would happen: who, what, by when, and the contact that proves it.

    by is "us" or "them". subject is one of knowledge's promise kinds (no_third_party, stop_calls, waive_fees,
    plan, …) or "". debt is the id of the debt it is about ("" when about none, or not told).
    """

    id: str
    by: Literal["us", "them"]
    party: str = ""
    said: str = ""
    subject: str = ""
    made: date | None = None
    due: date | None = None
    entry: str = ""
    written: bool = False
    debt: str = ""
    note: str = ""


class Case(Struct, frozen=True, kw_only=True):
    """Everything told, by id."""

    parties: dict[str, Party] = {}
    debts: dict[str, Debt] = {}
    filings: dict[str, Filing] = {}
    served: dict[str, Served] = {}
    promises: dict[str, Promise] = {}

    @property
    def me(self) -> Party | None:
        """The person whose case it is."""
        return next((p for p in self.parties.values() if p.role == "self"), None)

    def of_key(self, key: str) -> Party | None:
        """Whose number or sender name this is."""
        return next((p for p in self.parties.values() if key in p.keys), None)
