from __future__ import annotations

import random
from base64 import b64decode
from hashlib import sha256

import pytest

from anning.vault import events, lines
from anning.vault.checkpoints import Checkpoint, sizes
from anning.vault.keys import Keys
from anning.vault.lines import Chain, Draft

KEYS = Keys.generate()


def a_line(chain: Chain, **more: object) -> bytes:
    body = events.encode(events.View(evidence=("a",)))
    return Draft(body, KEYS.encrypt(body), **more).write(chain, 0, KEYS)


def test_a_line_is_read_as_it_was_written() -> None:
    raw = a_line(Chain(), obj="a" * 64, fixed={"README.txt": "b" * 64})

    line = lines.read(raw)

    assert (line.seq, line.prev, line.obj) == (0, lines.NOTHING, "a" * 64)
    assert line.fixed == {"README.txt": "b" * 64}
    assert lines.signed_by(raw, line, KEYS.public)
    assert not lines.signed_by(raw, line, Keys.generate().public)


def respelled() -> dict[str, bytes]:
    raw = a_line(Chain())
    sig = raw[raw.rindex(b',"sig":"') + 8 : -3]
    last = sig[-3:-2]  # of its six bits only two count: the others could be anything
    other = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    twin = next(
        bytes([c])
        for c in other
        if bytes([c]) != last and b64decode(sig[:-3] + bytes([c]) + b"==") == b64decode(sig)
    )
    return {
        "a space": raw.replace(b'"seq":0', b'"seq": 0'),
        "no newline": raw[:-1],
        "two newlines": raw + b"\n",
        "carriage return": raw[:-1] + b"\r\n",
        "capital hash": raw.replace(lines.read(raw).body.encode(), lines.read(raw).body.upper().encode()),
        "twin base64": raw.replace(sig, sig[:-3] + twin + b"=="),
        "unpadded base64": raw.replace(sig, sig[:-2]),
        "newline in base64": raw.replace(sig, sig[:40] + b"\\n" + sig[40:]),
        "a field twice": raw.replace(b'"seq":0', b'"seq":0,"seq":0'),
        "another field": raw.replace(b'"seq":0', b'"seq":0,"more":1'),
        "empty fixed": raw.replace(b',"sig"', b',"fixed":{},"sig"'),
        "another order": raw.replace(b'"obj":null,"checkpoint":0', b'"checkpoint":0,"obj":null'),
        "escaped letter": raw.replace(b'"seq"', b'"\\u0073eq"'),
        "float": raw.replace(b'"seq":0', b'"seq":0.0'),
        "minus nothing": raw.replace(b'"seq":0', b'"seq":-0'),
        "a path for an object": raw.replace(b'"obj":null', b'"obj":"../../etc/passwd"'),
        "not JSON": b"\0" * 40 + b"\n",
        "nothing": b"\n",
    }


@pytest.mark.parametrize("spelling", respelled())
def test_there_is_one_spelling_of_a_line_only(spelling: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind
        lines.read(respelled()[spelling])


def rfc6962_root(leaves: list[bytes]) -> bytes:
    """Merkle tree hash as RFC 6962 section 2.1 defines it, word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\1" + rfc6962_root(leaves[:k]) + rfc6962_root(leaves[k:])).digest()


def test_the_tree_is_that_of_rfc_6962() -> None:
    leaves, chain = [], Chain()
    for n in range(70):
        assert chain.root() == rfc6962_root(leaves).hex()
        leaves.append(random.Random(n).randbytes(n))
        chain.add(leaves[-1])

    # the published vectors of certificate-transparency: an empty leaf, and the empty tree
    assert Chain().root() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    one = Chain()
    one.add(b"")
    assert one.root() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_a_copy_of_a_chain_goes_its_own_way() -> None:
    chain = Chain()
    chain.add(b"a")
    before = Checkpoint.of(chain)
    chain.copy().add(b"b")

    assert Checkpoint.of(chain) == before


def test_a_checkpoint_is_the_same_two_files_each_time() -> None:
    chain = Chain()
    chain.add(b"a")
    mark = Checkpoint.of(chain)
    text = mark.text(KEYS.public)

    assert Checkpoint.read(text, KEYS.sign(text), KEYS.public) == mark
    assert KEYS.sign(text) == KEYS.sign(text)


@pytest.mark.parametrize("change", [b"", b"\n", b" ", b"\r"])
def test_a_checkpoint_with_anything_more_or_less_is_none(change: bytes) -> None:
    chain = Chain()
    chain.add(b"a")
    text = Checkpoint.of(chain).text(KEYS.public)
    other = text + change if change else text[:-1]

    with pytest.raises(ValueError, match="checkpoint"):
        Checkpoint.read(other, KEYS.sign(other), KEYS.public)
    with pytest.raises(ValueError, match="checkpoint"):
        Checkpoint.read(text, KEYS.sign(text), Keys.generate().public)


def test_only_names_of_checkpoints_are_taken_for_such() -> None:
    assert sizes(["3.txt", "3.sig", "12.sig", "012.txt", "0.txt", "4.tsr", "x.txt", "5.txt.bak"]) == [3, 12]
