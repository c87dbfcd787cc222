"""The rules of an app: values, of which one process may have several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.world import Conflict, ModelQuery, World, columns
from mock_server.world.listing.filter import Group
from mock_server.world.listing.ordering import Key
from mock_server.world.rules import STANDARD, Replacement, Rules
from tests.mock_server.world import build
from tests.mock_server.world.build import INES, MAYA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.stores.json_text import JsonText


def replaced(rule: str, make: Callable[[Any], Any], key: str | None = None) -> World:
    """Return a world that goes by other rules in one respect."""
    return build.world(rules=Rules([Replacement(rule, make, key)]))


def filled(where: World) -> str:
    """Add a project with two versions of a model, and return its id."""
    project_id = build.project(where)
    for version in ("v1", "v2"):
        build.model(where, project_id, version=version)
    return project_id


def _capitals(get: Callable[..., JsonText]) -> Callable[..., JsonText]:
    def wrapped(self: object, model_id: str, who: object) -> Any:
        return {**get(self, model_id, who), "name": "CAPITALS"}

    return wrapped


class TestReplacements:
    """Each kind of rule can be replaced, and nothing else changes."""

    def test_a_function(self) -> None:
        """Given the one in force, which knows the rules of its app already."""
        where = replaced("spec", lambda spec: lambda sent: {**spec(sent), "outputs": ["mine"]})
        made = build.model(where, build.project(where))
        assert (made["spec"]["inputs"], made["spec"]["outputs"]) == (["Income"], ["mine"])

    def test_a_function_that_others_ask(self) -> None:
        """It counts wherever it is asked for: here deep inside of a create."""
        where = replaced("equal_bins", lambda _: lambda low, high: [low, high])
        column = {"name": "n", "data_type": "int", "min": 0, "max": 7}
        made = build.model(where, build.project(where), schema={"columns": [column]})
        assert made["schema"]["columns"][0]["bins"] == [0, 7]

    def test_an_entry_of_a_table(self) -> None:
        """The other entries stay, and so does the table of other apps."""
        where = replaced("model_ordering", lambda _: Rules().model_ordering["version"], key="name")
        project_id = filled(where)
        build.model(where, project_id, name="a", version="v9")
        assert build.names(where, ordering="-name") == ["a v9", "loan-default v2", "loan-default v1"]
        assert build.names(where, ordering="-version") == build.names(where, ordering="-name")

    def test_data(self) -> None:
        """Values that are no functions are replaced whole."""
        newest_first = (Key(Rules().model_fields["created_at"], descending=True),)
        where = replaced("default_order", lambda _: newest_first)
        filled(where)
        assert build.names(where) == ["loan-default v2", "loan-default v1"]
        assert build.names(where, ordering="created_at") == ["loan-default v1", "loan-default v2"]

    def test_a_method(self) -> None:
        """Given the plain function; the class itself and its other methods stay."""
        where = replaced("Models.get", _capitals)
        project_id = filled(where)
        model_id = where.models.list(ModelQuery(project_id=project_id), MAYA).items[0]["id"]
        assert where.models.get(model_id, MAYA)["name"] == "CAPITALS"
        assert build.names(where) == ["loan-default v1", "loan-default v2"]
        assert type(where.models).__name__ == "Models"
        assert type(where.models) is not STANDARD["Models"]

    def test_a_whole_class(self) -> None:
        """What is built of it is the app's own."""

        class Loose(Group):
            """A group that matches everything."""

            def matches(self, item: Mapping[str, Any]) -> bool:
                return bool(item)

        where = replaced("Group", lambda _: Loose)
        filled(where)
        none = '{"rules": [{"field": "name", "operator": "equal", "value": "no such name"}]}'
        assert len(build.names(where, filter=none)) == 2

    def test_several(self) -> None:
        """Replacements of one rule are made one after the other, each of what was there."""
        twice = [Replacement("version_of", lambda rule: lambda sent: rule(sent) + 1)] * 2
        where = build.world(rules=Rules(twice))
        assert build.model(where, build.project(where))["schema"]["schema_version"] == 3

    def test_each_is_made_once_for_each_app(self) -> None:
        """So that what a replacement remembers is of one app."""
        made: list[object] = []

        def noted(rule: Any) -> Any:
            made.append(rule)
            return rule

        replacement = Replacement("search", noted)
        for count in (1, 2):
            where = build.world(rules=Rules([replacement]))
            filled(where)
            build.names(where, search="x")
            assert len(made) == count

    def test_which_are_replaced(self) -> None:
        """They are known by the names of the rules, without those of methods and entries."""
        found = Rules(
            [
                Replacement("Models.get", _capitals),
                Replacement("operators", lambda rule: rule, key="equal"),
                Replacement("search", lambda rule: rule),
            ]
        )
        assert found.replaced == {"Models", "operators", "search"}
        assert Rules().replaced == frozenset()


class TestSideBySide:
    """Two worlds in one process."""

    REPLACEMENTS = (
        Replacement("check_version_free", lambda _: lambda unit, row: None),  # noqa: ARG005 -- as it is called
        Replacement("operators", lambda operator: operator, key="equal"),
        Replacement("Models.get", _capitals),
        Replacement("deepest_filter", lambda deepest: deepest - 19),
    )

    def test_neither_touches_the_other(self) -> None:
        """Whichever is built first, and in whatever turn they are asked."""
        before = {name: getattr(Rules(), name) for name in STANDARD}
        one, other = build.world(), build.world(rules=Rules(self.REPLACEMENTS))
        third = build.world()
        for where in (one, other, third):
            filled(where)
        nested = '{"rules": [{"rules": []}]}'
        for where in (one, third):
            assert len(build.names(where, filter=nested)) == 2
            with pytest.raises(Conflict):
                filled_again(where)
            assert shown_name(where) == "loan-default"
        assert shown_name(other) == "CAPITALS"
        with pytest.raises(Exception, match="nested deeper than 1 "):
            build.names(other, filter=nested)
        filled_again(other)
        assert len(build.names(other)) == 3
        assert {name: type(getattr(Rules(), name)) for name in STANDARD} == {
            name: type(rule) for name, rule in before.items()
        }

    def test_the_standard_rules_stay_what_they_are(self) -> None:
        """No replacement reaches the modules in which rules are defined."""
        standard = dict(STANDARD)
        Rules(self.REPLACEMENTS)
        assert dict(STANDARD) == standard
        assert STANDARD["equal_bins"] is columns.equal_bins

    def test_rows_may_be_shared(self) -> None:
        """Two worlds on one store see the same rows, each by its own rules."""
        one = build.world()
        filled(one)
        mine = Rules([Replacement("owned", lambda _: lambda row, organization_id: True)])  # noqa: ARG005 -- as it is called
        other = World(one.store, clock=one.clock, ids=one.engine.ids, jobs=one.engine.plan, rules=mine)
        model_id = one.models.list(ModelQuery(), MAYA).items[0]["id"]
        assert other.models.get(model_id, INES)["id"] == model_id
        with pytest.raises(Exception, match="model_id"):
            one.models.get(model_id, INES)


def filled_again(where: World) -> None:
    """Create a version that exists already."""
    project_id = where.projects.list(None, 1, 0, MAYA).items[0]["id"]
    build.model(where, project_id, version="v1")


def shown_name(where: World) -> str:
    """Return the name of the first model, read by its id."""
    return str(where.models.get(where.models.list(ModelQuery(), MAYA).items[0]["id"], MAYA)["name"])


class TestFrozen:
    """Rules do not change."""

    @pytest.mark.parametrize("name", ["search", "replaced", "anything"])
    def test_no_rule_can_be_set(self, name: str) -> None:
        """It is refused, with the name."""
        rules = Rules()
        with pytest.raises(AttributeError, match=name):
            setattr(rules, name, None)
        assert callable(rules.search)

    @pytest.mark.parametrize(
        ("rule", "key"),
        [("nope", None), ("nope", "equal"), ("Nope.get", None), ("Models.nope", None), ("operators", "nope")],
    )
    def test_what_is_no_rule(self, rule: str, key: str | None) -> None:
        """A replacement of it is a LookupError with its name, so that no defect is left out unnoticed."""
        with pytest.raises(LookupError, match=r"(?i)nope"):
            Rules([Replacement(rule, lambda original: original, key)])

    @pytest.mark.parametrize("rule", STANDARD)
    def test_every_rule_can_be_asked_for(self, rule: str) -> None:
        """By its name, and replaced by itself it is the same."""
        assert getattr(Rules(), rule) is not None
        assert Rules([Replacement(rule, lambda original: original)]).replaced == {rule}
