import re

import pytest

from anning import errors


def classes(base=errors.AnningError):
    yield base
    for child in base.__subclasses__():
        yield from classes(child)


@pytest.mark.parametrize("kind", list(classes()), ids=lambda kind: kind.__name__)
def test_every_way_to_stop_speaks_chinese_and_has_its_exit_code(kind):
    said = kind("出了什么事", where="某处", next_step="做什么").sentence()
    assert said.count("\n") == 2
    assert re.match(r"[\u4e00-\u9fff]", said)
    assert kind.exit_code in {1, 2, 3, 4, 5, 6}


def test_the_tree_in_the_docstring_is_the_tree_in_the_code():
    drawn = dict(re.findall(r"(\w+)\s+(\d)  ", errors.__doc__))
    assert drawn == {
        kind.__name__: str(kind.exit_code) for kind in classes() if kind.__module__ == errors.__name__
    }
