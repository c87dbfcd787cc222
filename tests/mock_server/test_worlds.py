"""What `--world` names."""

from pathlib import Path

import pytest

from mock_server.openapi.document import bundled
from mock_server.settings import ConfigurationError
from mock_server.worlds import starting_rows

WORLDS = sorted(bundled("fixtures", "worlds").glob("*.json"))


@pytest.mark.parametrize("path", WORLDS, ids=lambda path: path.stem)
def test_every_world_of_the_kit_is_sound(path: Path) -> None:
    """Each of the kit's worlds is found by its name and fits the contract."""
    assert starting_rows(path.stem)["organizations"]


def test_a_broken_file_is_a_configuration_error(tmp_path: Path) -> None:
    """What the contract's schemas refuse is told in one sentence with file, line and place."""
    path = tmp_path / "world.json"
    text = bundled("fixtures", "worlds", "empty.json").read_text(encoding="utf-8")
    path.write_text(text.replace("maya.lindqvist@", "maya.lindqvist at "), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"^{path}:\d+: /users/0/email: [^\n]+\.$"):
        starting_rows(str(path))


def test_a_path_is_a_file(tmp_path: Path) -> None:
    """A path is never taken for the name of a world, in whatever form it is given."""
    path = tmp_path / "world.json"
    path.write_text("{}", encoding="utf-8")
    assert not any(starting_rows(path).values())
    with pytest.raises(ConfigurationError, match="--world demo: there is no such world"):
        starting_rows(Path("demo"))


@pytest.mark.parametrize("name", ["x" * 300, "broken", ".", "a\0b", ""])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    """A name too long for a file, a link to nothing and a folder are told like a file that is not there."""
    (tmp_path / "broken").symlink_to(tmp_path / "nothing")
    with pytest.raises(ConfigurationError, match="there is no such world"):
        starting_rows(tmp_path / name)
