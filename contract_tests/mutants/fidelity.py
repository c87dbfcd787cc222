"""Mutants of group F: what was stored is not what is shown."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any

from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import (
    DETAILS,
    Reply,
    Request,
    around,
    models,
    on_columns,
    on_models,
)

Json = dict[str, Any]
Next = Callable[[Request], Awaitable[Reply]]
STALE = 2.0
TEXTS = ("description", "algorithm", "framework", "event_id_col", "event_ts_col", "event_ts_format")


def stored(**changes: Any) -> tuple[Patch, ...]:
    """Return the fault that stores other values than were sent: a function of the value, by member."""

    def altered(row: Json) -> Json:
        return {
            key: changes[key](value) if key in changes and value is not None else value
            for key, value in row.items()
        }

    new = rule("model_rows:new", lambda original: lambda unit, body: altered(original(unit, body)))
    changed = rule("model_rows:changes", lambda original: lambda row, body: altered(original(row, body)))
    return new, changed


def texts(change: Callable[[str], str]) -> tuple[Patch, ...]:
    """Return the fault that alters every free text."""
    return stored(**dict.fromkeys(TEXTS, change))


def columns_stored(change: Callable[[Json], Json]) -> Patch:
    """Return the fault that stores columns altered."""
    return rule("columns:_known", lambda original: lambda column: change(original(column)))


def features_stored(change: Callable[[Json], Json]) -> Patch:
    """Return the fault that stores custom features altered."""
    return rule("spec:custom_feature", lambda original: lambda sent: change(original(sent)))


def _dropped(*names: str) -> Any:
    return lambda part: {key: value for key, value in part.items() if key not in names}


def _params(change: Callable[[Json], Any]) -> Patch:
    return rule("spec:task_params", lambda original: lambda sent: _altered(original(sent), change))


def _altered(value: Json, change: Callable[[Json], Any]) -> Json:
    copy = dict(value)
    change(copy)
    return copy


def _rounded(params: Json) -> None:
    name = "binary_classification_threshold"
    params[name] = None if params[name] is None else round(params[name], 2)


def _single(value: Any) -> Any:
    return float(f"{value:.7g}") if isinstance(value, float) else value


def _bounds(change: Callable[[Any], Any]) -> Any:
    return lambda column: {
        key: change(value) if key in {"min", "max"} else value for key, value in column.items()
    }


def _normalised_weights(params: Json) -> None:
    weights = params["class_weights"]
    params["class_weights"] = (
        [weight / sum(weights) for weight in weights] if weights and sum(weights) else weights
    )


def _as_texts(params: Json) -> None:
    classes = params["target_class_order"]
    params["target_class_order"] = [str(item) for item in classes] if classes else classes


def _ordered(value: Any) -> Any:
    return sorted(value, key=str)


def _roles(change: Callable[[list[Any]], list[Any]], *names: str) -> tuple[Patch, ...]:
    return stored(
        spec=lambda spec: {key: change(value) if key in names else value for key, value in spec.items()}
    )


def _unique(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def _empty_dropped(model: Json) -> None:
    model["spec"] = {key: value for key, value in model["spec"].items() if value != []}


def _no_offset(_: Any) -> Any:
    return lambda written: re.sub(r"[+-]\d\d:\d\d$", "Z", written)


def _whole_seconds(original: Any) -> Any:
    return lambda written: re.sub(r"\.\d+", "", original(written))


async def _cached(request: Request, answer: Next) -> Reply:
    cache: dict[str, tuple[float, Reply]] = request.memory
    if request.operation != "get_model":
        return await answer(request)
    made, reply = cache.get(request.path, (0.0, None))
    if reply is None or time.monotonic() - made > STALE:
        reply = await answer(request)
        if reply.status == 200:
            cache[request.path] = (time.monotonic(), reply)
    return Reply(request, reply.status, dict(reply.headers), reply.body)


async def _cached_list(request: Request, answer: Next) -> Reply:
    if request.operation != "list_models":
        return await answer(request)
    key = str(sorted(request.query.items())) + request.headers.get("authorization", "")
    made, body = request.memory.get(key, (0.0, b""))
    reply = await answer(request)
    if reply.status == 200 and time.monotonic() - made <= STALE:
        reply.body = body
    elif reply.status == 200:
        request.memory[key] = (time.monotonic(), reply.body)
    return reply


async def _before_the_change(request: Request, answer: Next) -> Reply:
    if request.operation != "update_model":
        return await answer(request)
    before = await answer(Request("GET", request.path, {}, {**request.headers}, b""))
    reply = await answer(request)
    if reply.status == 200 and before.status == 200:
        reply.body = before.body
    return reply


async def _first_columns(request: Request, answer: Next) -> Reply:
    reply = await answer(request)
    if request.operation == "list_columns" and reply.status == 200:
        reply.body = request.memory.setdefault(request.path, reply.body)
    return reply


async def _first_descriptions(request: Request, answer: Next) -> Reply:
    reply = await answer(request)
    if request.operation == "list_models" and reply.status == 200:
        value = reply.json
        for model in models(value):
            model["description"] = request.memory.setdefault(model["id"], model["description"])
        reply.json = value
    return reply


def _reading_bumps(original: Any) -> Any:
    def get(self: Any, model_id: str, who: Any) -> Any:
        shown = original(self, model_id, who)
        with self._engine.writing(who) as unit:
            row = unit.rows.get("models", shown["id"])
            unit.rows.put("models", {**row, "updated_at": unit.stamp()})
        return shown

    return get


def _not_put(original: Any) -> Any:
    def update(self: Any, model_id: str, body: Json, who: Any) -> Any:
        with self._engine.reading(who) as unit:
            before = unit.rows.get("models", model_id.lower())
        shown = original(self, model_id, body, who)
        with self._engine.writing(who) as unit:
            unit.rows.put("models", {**before, "updated_at": shown["updated_at"]})
        return shown

    return update


def _merged_with(**members: Any) -> Patch:
    """Return the fault that an update changes more: by member, a function of (unit, before, after)."""

    def make(original: Any) -> Any:
        def merged(unit: Any, row: Json, body: Json) -> Json:
            after = original(unit, row, body)
            return {**after, **{key: value(unit, row, after) for key, value in members.items()}}

        return merged

    return rule("model_rows:merged", make)


def _ten_edges(_: Any) -> Any:
    return lambda low, high: [low + (high - low) * step / 9 for step in range(10)] if low <= high else None


def _derived_always(original: Any) -> Any:
    return lambda column: original({key: value for key, value in column.items() if key != "bins"})


def _stale_list(model: Json) -> None:
    model["updated_at"] = model["created_at"]


def _ids_by_position(original: Any) -> Any:
    def normalised(sent: Any, before: Any = ()) -> list[Json]:
        named = original(sent)
        kept = [column["id"] for column in before]
        return [
            {**column, "id": kept[at] if at < len(kept) else column["id"]} for at, column in enumerate(named)
        ]

    return normalised


def _any_ranking(_: Any) -> Any:
    return lambda row: row["task"] == "ranking"


MUTANTS = (
    mutant("F01", "GET of a model is answered from a cache for two seconds.", around(_cached)),
    mutant(
        "F02", "PATCH answers the new state but does not keep it.", rule("models:Models.update", _not_put)
    ),
    mutant("F03", "PATCH keeps the new state but answers the old one.", around(_before_the_change)),
    mutant("F04", "Lists are answered from a cache for two seconds.", around(_cached_list)),
    mutant(
        "F05",
        "Nobody is named in updated_by but the creator of the organization's first model.",
        on_models(
            lambda model: model.update(
                updated_by={
                    "id": model["organization"]["id"],
                    "full_name": "System",
                    "email": "system@harbourlane.example",
                }
            ),
            "list_models",
        ),
    ),
    mutant(
        "F06", "`updated_at` stays on PATCH.", _merged_with(updated_at=lambda _, row, __: row["updated_at"])
    ),
    mutant(
        "F07",
        "`created_at` changes on PATCH.",
        _merged_with(created_at=lambda _, __, after: after["updated_at"]),
    ),
    mutant(
        "F08",
        "Descriptions are cut after 255 characters.",
        stored(description=lambda text: text[:255])[0],
        stored(description=lambda text: text[:255])[1],
    ),
    mutant(
        "F09",
        "Characters beyond the basic plane are dropped from texts.",
        *texts(lambda text: "".join(character for character in text if ord(character) < 0x10000)),
    ),
    mutant("F10", "Names are kept in lower case.", *stored(name=str.lower)),
    mutant(
        "F11", "The list of columns is not refreshed after a PATCH of the schema.", around(_first_columns)
    ),
    mutant("F12", "The threshold is rounded to two decimals.", _params(_rounded)),
    mutant(
        "F13",
        "Whole numbers of top_k are kept as 16 bits.",
        _params(lambda params: params.update(top_k=params["top_k"] and params["top_k"] % 65536)),
    ),
    mutant("F14", "Bounds of columns keep seven digits.", columns_stored(_bounds(_single))),
    mutant("F15", "The offset of deployment_date is dropped.", rule("instants:in_utc", _no_offset)),
    mutant("F16", "`spec.inputs` is kept in alphabetical order.", *_roles(_ordered, "inputs")),
    mutant("F17", "Names are stripped of white space.", *stored(name=str.strip)),
    mutant("F18", "Empty arrays are dropped from the spec.", on_models(_empty_dropped, *DETAILS)),
    mutant("F19", "Lists show the description that was listed first.", around(_first_descriptions)),
    mutant("F20", "GET of a model changes its updated_at.", rule("models:Models.get", _reading_bumps)),
    mutant(
        "F21",
        "Custom features are kept in reverse order.",
        *_roles(lambda items: items[::-1], "custom_features"),
    ),
    mutant(
        "F22",
        "Texts are normalised to composed characters.",
        *texts(lambda text: unicodedata.normalize("NFKC", text)),
    ),
    mutant(
        "F23",
        "`xai_params` are not kept.",
        rule("spec:xai_params", lambda original: lambda _: original(None)),
    ),
    mutant(
        "F24",
        "Texts are shown with HTML escapes.",
        *texts(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    ),
    mutant(
        "F25",
        "GET of a column always shows the first one.",
        rule(
            "columns:named", lambda original: lambda columns, wanted: original(columns, wanted) and columns[0]
        ),
    ),
    mutant("F26", "`event_ts_format` is not kept.", *stored(event_ts_format=lambda _: None)),
    mutant(
        "F27",
        "Categories are kept as texts.",
        columns_stored(
            lambda column: (
                {**column, "categories": [str(item) for item in column["categories"]]}
                if column.get("categories")
                else column
            )
        ),
    ),
    mutant(
        "F28",
        "Categories are kept in alphabetical order.",
        columns_stored(
            lambda column: (
                {**column, "categories": _ordered(column["categories"])}
                if column.get("categories")
                else column
            )
        ),
    ),
    mutant(
        "F29",
        "The `config` of an enrichment is not kept.",
        features_stored(
            lambda feature: {**feature, "config": {}} if feature["type"] == "ENRICHMENT" else feature
        ),
    ),
    mutant(
        "F30",
        "Centroids are not kept.",
        features_stored(
            lambda feature: {**feature, "centroids": None} if "centroids" in feature else feature
        ),
    ),
    mutant("F31", "Class weights are normalised to a sum of 1.", _params(_normalised_weights)),
    mutant(
        "F32",
        "A new model is always LIVE.",
        rule(
            "model_rows:new", lambda original: lambda unit, body: {**original(unit, body), "status": "LIVE"}
        ),
    ),
    mutant("F33", "Versions are kept in lower case.", *stored(version=str.lower)),
    mutant(
        "F34",
        "Columns are kept in alphabetical order.",
        *stored(
            schema=lambda schema: {
                **schema,
                "columns": sorted(schema["columns"], key=lambda column: column["name"]),
            }
        ),
    ),
    mutant(
        "F35",
        "The list of columns shows no bins.",
        on_columns(lambda column: column.update(bins=None), "list_columns"),
    ),
    mutant(
        "F36",
        "Fractions of seconds are dropped from deployment_date.",
        rule("instants:in_utc", _whole_seconds),
    ),
    mutant(
        "F37",
        "Bounds of columns are kept as whole numbers.",
        columns_stored(_bounds(lambda value: int(value) if value is not None else None)),
    ),
    mutant("F38", "`updated_at` in lists is the time of creation.", on_models(_stale_list, "list_models")),
    mutant("F39", "Line ends in texts become blanks.", *texts(lambda text: " ".join(text.splitlines()))),
    mutant("F40", "Target classes are kept as texts.", _params(_as_texts)),
    mutant(
        "F41",
        "`owner_id` of a create is ignored.",
        rule(
            "model_rows:new", lambda original: lambda unit, body: original(unit, _dropped("owner_id")(body))
        ),
    ),
    mutant("F42", "`replace_with_nulls` is not kept.", columns_stored(_dropped("replace_with_nulls"))),
    mutant(
        "F43",
        "A column named twice in a role is kept once.",
        *_roles(_unique, "inputs", "outputs", "targets", "metadata"),
    ),
    mutant("F44", "Derived bins have ten edges.", rule("columns:equal_bins", _ten_edges)),
    mutant(
        "F45", "Bins that were sent are replaced by derived ones.", rule("columns:with_bins", _derived_always)
    ),
    mutant("F46", "`n_dimensions` is not kept.", columns_stored(_dropped("n_dimensions"))),
    mutant(
        "F47",
        "`monitor_components` is always false.",
        features_stored(
            lambda feature: (
                {**feature, "monitor_components": False} if feature["type"] == "FROM_COLUMNS" else feature
            )
        ),
    ),
    mutant(
        "F48",
        "`n_clusters` is always 5.",
        features_stored(lambda feature: {**feature, "n_clusters": 5} if "n_clusters" in feature else feature),
    ),
    mutant(
        "F49",
        "The input_type `mixed` becomes `structured`.",
        *stored(input_type=lambda value: "structured" if value == "mixed" else value),
    ),
    mutant(
        "F50", "Every ranking counts as a binary ranking model.", rule("spec:is_binary_ranking", _any_ranking)
    ),
    mutant(
        "F51",
        "A column's id belongs to its position, not to its name.",
        rule("columns:normalised", _ids_by_position),
    ),
    mutant("F52", "`schema_version` is always 1.", rule("spec:version_of", lambda _: lambda _: 1)),
    mutant("F53", "Empty texts become null.", *texts(lambda text: text or None)),  # type: ignore[arg-type, return-value]
    mutant(
        "F54",
        "Roles `targets` and `decisions` are swapped.",
        *stored(spec=lambda spec: {**spec, "targets": spec["decisions"], "decisions": spec["targets"]}),
    ),
    mutant(
        "F55",
        "Lists show the algorithm where the framework belongs.",
        on_models(lambda model: model.update(framework=model["algorithm"]), "list_models"),
    ),
    mutant(
        "F56",
        "GET of a column rounds its bounds.",
        on_columns(
            lambda column: column.update(
                {name: int(column[name]) for name in ("min", "max") if column.get(name) is not None}
            ),
            "get_column",
        ),
    ),
    mutant(
        "F57",
        "Trailing zeros: a bin edge of 0 is dropped.",
        columns_stored(
            lambda column: (
                {**column, "bins": [edge for edge in column["bins"] if edge]}
                if column.get("bins")
                else column
            )
        ),
    ),
)
