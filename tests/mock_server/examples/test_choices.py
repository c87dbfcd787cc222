"""Choices: one branch after the other, of the union nearest to what is wrong."""

from mock_server.examples.choices import Choices


def _taken(choices: Choices, *unions: tuple[str, int]) -> list[int]:
    """Return the branches taken of unions, each given by its place and number of branches."""
    choices.begin()
    return [choices.choose(place, count) for place, count in unions]


def test_the_nearest_union_advances() -> None:
    """A union is advanced for what is wrong in it, but not for what is wrong in one further inside."""
    choices = Choices()
    unions = [("", 2), ("/a", 2), ("/b", 2)]
    assert _taken(choices, *unions) == [0, 0, 0]
    assert choices.advance(["/a/x/0"])
    assert _taken(choices, *unions) == [0, 1, 0]


def test_an_exhausted_union_hands_over() -> None:
    """After its last branch it is the turn of the union around, inside of which all begins anew."""
    choices = Choices()
    unions = [("", 2), ("/a", 2)]
    found = []
    while True:
        found.append(_taken(choices, *unions))
        if not choices.advance(["/a"]):
            break
    assert found == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_several_unions_at_one_place() -> None:
    """Of unions at the same place the last advances first."""
    choices = Choices()
    unions = [("/a", 2), ("/a", 2)]
    _taken(choices, *unions)
    assert choices.advance(["/a", "/a/b"])
    assert _taken(choices, *unions) == [0, 1]


def test_another_union() -> None:
    """Where the unions around what is wrong have no more branches, the last one is advanced that has."""
    choices = Choices()
    unions = [("/a", 2), ("/b", 2), ("/c", 1)]
    _taken(choices, *unions)
    assert choices.advance(["/c/d"])
    assert _taken(choices, *unions) == [0, 1, 0]


def test_nothing_to_choose() -> None:
    """When all branches were taken, or there is no union around what is wrong, nothing can be advanced."""
    choices = Choices()
    _taken(choices, ("/a", 1))
    assert not choices.advance(["/a", ""])
    _taken(choices, ("/a", 2))
    assert not choices.advance(["/b", ""])


def test_fewer_branches_than_before() -> None:
    """Where another branch outside leaves a union fewer branches, its last is taken."""
    choices = Choices()
    _taken(choices, ("/a", 3))
    choices.advance(["/a"])
    choices.advance(["/a"])
    assert _taken(choices, ("/a", 1)) == [0]
