"""Flows of the official Python client, run by an interpreter that has it: `python flows.py URL TOKEN`.

Prints one JSON object: for each flow "passed", "absent" where this version of the client has no such call, or
the traceback. The flows are the client's own documented calls; nothing of it is patched.
"""

# mypy: ignore-errors
# The interpreter that runs this may have a client as old as 3.0.6, whose types differ from the newest one's.

import json
import sys
import tempfile
import traceback
from pathlib import Path

import fiddler as fdl
import pandas as pd

ROWS = 60


def frame() -> pd.DataFrame:
    """A small sample with a column of most types."""
    return pd.DataFrame(
        {
            "age": [20 + n % 40 for n in range(ROWS)],
            "income": [1000.5 + n for n in range(ROWS)],
            "approved": [n % 3 == 0 for n in range(ROWS)],
            "tier": ["gold" if n % 2 else "silver" for n in range(ROWS)],
            "seen_at": [f"2025-01-{1 + n % 28:02d}T10:00:00Z" for n in range(ROWS)],
        }
    )


def project(name: str) -> "fdl.Project":
    """A new project."""
    return fdl.Project(name=name).create()


def model(name: str, in_project: "fdl.Project", columns: int = 2, **fields: object) -> "fdl.Model":
    """A model with float columns, not yet created."""
    names = [f"c{n}" for n in range(columns)]
    return fdl.Model(
        name=name,
        project_id=in_project.id,
        schema=fdl.ModelSchema(
            columns=[fdl.schemas.model_schema.Column(name=n, data_type="float", min=0, max=1) for n in names]
        ),
        spec=fdl.ModelSpec(inputs=names[:-1], outputs=names[-1:], **fields),
        task=fdl.ModelTask.REGRESSION,
    )


def projects() -> None:
    """Create, read, find, list and delete a project; a second of the same name conflicts."""
    made = project("clients-projects")
    assert fdl.Project.get(made.id).name == "clients-projects"
    assert fdl.Project.from_name("clients-projects").id == made.id
    assert made.id in {found.id for found in fdl.Project.list()}
    raises(fdl.Conflict, lambda: project("clients-projects"))


def from_data() -> None:
    """Derive a model from a data frame, create it and read it back."""
    derived = fdl.Model.from_data(
        source=frame(), name="derived", project_id=project("clients-derived").id, max_cardinality=10
    )
    types = {
        column.name: str(getattr(column.data_type, "value", column.data_type))
        for column in derived.schema.columns
    }
    assert types == {
        "age": "int",
        "income": "float",
        "approved": "bool",
        "tier": "category",
        "seen_at": "timestamp",
    }
    derived.create()
    read = fdl.Model.get(derived.id)
    assert read.schema.columns[0].min == 20
    assert [column.name for column in read.schema.columns] == list(types)


def create_and_find() -> None:
    """Create a model; read it by id and by name; duplicates conflict, strangers are not found."""
    place = project("clients-find")
    made = model("find-me", place).create()
    assert fdl.Model.get(made.id).name == "find-me"
    assert fdl.Model.from_name("find-me", place.id).id == made.id
    raises(fdl.Conflict, lambda: model("find-me", place).create())
    raises(fdl.NotFound, lambda: fdl.Model.get("6f0f1a7b-e031-4d6c-9f0e-2f5b4f0a9f43"))
    raises(fdl.NotFound, lambda: fdl.Model.from_name("nobody", place.id))


def list_sixty() -> None:
    """List more models than one page of the client holds, each exactly once."""
    place = project("clients-sixty")
    for n in range(60):
        model(f"many-{n:02d}", place).create()
    found = [found.name for found in fdl.Model.list(project_id=place.id)]
    assert sorted(found) == [f"many-{n:02d}" for n in range(60)]


def update() -> None:
    """Change fields of a model and read them back."""
    made = model("change-me", project("clients-update")).create()
    made.event_ts_col = "c0"
    made.description = "after the change"
    made.update()
    read = fdl.Model.get(made.id)
    assert (read.event_ts_col, read.description) == ("c0", "after the change")
    assert read.spec.inputs == ["c0"]


def add_column() -> str | None:
    """Add a column to a created model."""
    if not hasattr(fdl.Model, "add_column"):
        return "absent"
    made = model("grow", project("clients-grow")).create()
    made.add_column(fdl.schemas.model_schema.Column(name="later", data_type="str"), column_type="metadata")
    read = fdl.Model.get(made.id)
    assert [column.name for column in read.schema.columns] == ["c0", "c1", "later"]
    assert read.spec.metadata == ["later"]
    return None


def duplicate() -> str | None:
    """Create a second version by duplicating; both are found, by version where the client can."""
    if not hasattr(fdl.Model, "duplicate"):
        return "absent"
    place = project("clients-versions")
    first = model("twin", place).create()
    second = first.duplicate(version="v2").create()
    assert second.id != first.id
    assert fdl.Model.from_name("twin", place.id, version="v2").id == second.id
    assert fdl.Model.from_name("twin", place.id, latest=True).id == second.id
    return None


def delete() -> None:
    """Delete a model, wait for its job, and find it gone."""
    made = model("doomed", project("clients-delete")).create()
    made.delete().wait()
    raises(fdl.NotFound, lambda: fdl.Model.get(made.id))


def artifact() -> None:
    """Deploy an artifact, refuse a second one, replace it."""
    made = model("with-artifact", project("clients-artifact")).create()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "package.py").write_text("def get_model(): ...\n", encoding="utf-8")
        made.add_artifact(folder).wait()
        raises(Exception, lambda: made.add_artifact(folder))
        made.update_artifact(folder).wait()
    status = fdl.Model.get(made.id).artifact_status
    assert getattr(status, "value", status) == "user_uploaded"


def surrogate() -> None:
    """Publish a dataset, train a surrogate on it, train it anew."""
    made = model("with-surrogate", project("clients-surrogate")).create()
    data = pd.DataFrame({"c0": [0.1] * ROWS, "c1": [0.2] * ROWS})
    made.publish(source=data, environment=fdl.EnvType.PRE_PRODUCTION, dataset_name="training").wait()
    dataset = next(iter(made.datasets))
    made.add_surrogate(dataset_id=dataset.id).wait()
    made.update_surrogate(dataset_id=dataset.id).wait()
    status = fdl.Model.get(made.id).artifact_status
    assert getattr(status, "value", status) == "surrogate"


def custom_features() -> None:
    """A model with all five types of custom features keeps them."""
    features = [
        fdl.Multivariate(name="m", columns=["c0", "c1"]),
        fdl.VectorFeature(name="v", column="c2"),
        fdl.TextEmbedding(name="t", column="c3", source_column="c4"),
        fdl.ImageEmbedding(name="i", column="c5", source_column="c6"),
    ]
    if hasattr(fdl, "Enrichment"):
        features.append(fdl.Enrichment(name="e", columns=["c7"], enrichment="sentiment", config={"k": [1]}))
    made = model("featured", project("clients-features"), columns=9, custom_features=features).create()
    read = fdl.Model.get(made.id)
    assert [feature.name for feature in read.spec.custom_features] == [feature.name for feature in features]
    assert [type(feature) for feature in read.spec.custom_features] == [type(feature) for feature in features]


def thousand_columns() -> None:
    """A model of a thousand columns is created and read whole."""
    made = model("wide", project("clients-wide"), columns=1000).create()
    assert len(fdl.Model.get(made.id).schema.columns) == 1000


FLOWS = {
    flow.__name__: flow
    for flow in (
        projects,
        from_data,
        create_and_find,
        list_sixty,
        update,
        add_column,
        duplicate,
        delete,
        artifact,
        surrogate,
        custom_features,
        thousand_columns,
    )
}


def raises(error: type[Exception], call: object) -> None:
    """Fail unless the call raises."""
    try:
        call()
    except error:
        return
    raise AssertionError(f"no {error.__name__} was raised")


def main(url: str, token: str) -> None:
    """Run every flow and print the outcomes."""
    fdl.init(url=url, token=token)
    outcomes = {}
    for name, flow in FLOWS.items():
        try:
            outcomes[name] = flow() or "passed"
        except Exception:  # noqa: BLE001 - the outcome is reported, whatever it is
            outcomes[name] = traceback.format_exc()
    sys.stdout.write(json.dumps({"version": fdl.__version__, "flows": outcomes}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
