"""What the rows of each table hold: one table of tables, used to check a world that comes from a file."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mock_server.world.instants import LONGEST as LONGEST_INSTANT
from mock_server.world.plan import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REQUIRED = object()
"""Marks a member that has no default."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)


@dataclass(frozen=True)
class Type:
    """What a value must be: words for a message, the test, and classes whose values all pass it."""

    words: str
    fits: Callable[[Any], bool]
    classes: frozenset[type] = frozenset()

    def or_null(self) -> Type:
        """Return the type that admits null too."""
        classes = self.classes | {type(None)}
        return Type(f"{self.words}, or null", lambda value: value is None or self.fits(value), classes)


@dataclass(frozen=True)
class Member:
    """One member of a row.

    Attributes:
        type: What its value must be.
        default: What it is when absent; a string that starts with `=` names the member to copy.
        table: The table its value refers to, if any.
    """

    type: Type
    default: Any = REQUIRED
    table: str | None = None


def _is_uuid(value: Any) -> bool:
    # The length first, as what is looked up in a cache is kept in it.
    return isinstance(value, str) and len(value) == 36 and _has_uuid_form(value)


@functools.lru_cache(maxsize=4096)
def _has_uuid_form(value: str) -> bool:
    # Kept, because most rows refer to the same few others.
    return _UUID.fullmatch(value) is not None


def _is_instant(value: Any) -> bool:
    """Tell whether the clock could have given it: answers show it as it is, jobs reckon with it."""
    if not isinstance(value, str) or len(value) > LONGEST_INSTANT or _INSTANT.fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number_to(most: float) -> Type:
    return Type(
        f"a number from 0 to {most:g}",
        lambda value: (isinstance(value, float) or _is_whole(value)) and 0 <= value <= most,
    )


def _one_of(*values: str) -> Type:
    return Type(f"one of {', '.join(values)}", lambda value: value in values)


TEXT = Type("a string", lambda value: isinstance(value, str), frozenset({str}))
TITLE = Type("a string of at least one character", lambda value: isinstance(value, str) and value != "")
UUID = Type("a UUID in lower case", _is_uuid)
INSTANT = Type("a date-time in UTC such as 2025-07-01T12:00:00.000000Z", _is_instant)
COUNT = Type("a whole number of at least 0", lambda value: _is_whole(value) and value >= 0)
PERCENT = _number_to(100)
SECONDS = _number_to(LONGEST)
OBJECT = Type("an object", lambda value: isinstance(value, dict), frozenset({dict}))
ARRAY = Type("an array", lambda value: isinstance(value, list), frozenset({list}))

STATUS = _one_of("LIVE", "DRAFT")
INPUT_TYPE = _one_of("structured", "text", "mixed")
TASK = _one_of(
    "binary_classification", "multiclass_classification", "regression", "ranking", "llm", "not_set"
)
ARTIFACT_STATUS = _one_of("no_model", "surrogate", "user_uploaded")
JOB_STATUS = _one_of("PENDING", "STARTED", "SUCCESS", "FAILURE", "RETRY", "REVOKED")
FILE_TYPE = _one_of("CSV", "PARQUET", "TAR_GZ")
FILE_STATUS = _one_of("INITIATED", "SUCCESSFUL", "FAILED")
ENVIRONMENT_TYPE = _one_of("PRODUCTION", "PRE_PRODUCTION")
PLAN_MODE = _one_of("immediate", "manual", "time")

_ID = {"id": Member(UUID)}
_OWNED = {**_ID, "organization_id": Member(UUID, table="organizations")}
_MADE = {
    **_OWNED,
    "created_at": Member(INSTANT),
    "updated_at": Member(INSTANT, "=created_at"),
    "created_by_id": Member(UUID, table="users"),
    "updated_by_id": Member(UUID, "=created_by_id", table="users"),
}

MODEL: Mapping[str, Member] = {
    **_MADE,
    "project_id": Member(UUID, table="projects"),
    "name": Member(TEXT),
    "version": Member(TEXT, "v1"),
    "status": Member(STATUS, "LIVE"),
    "input_type": Member(INPUT_TYPE),
    "task": Member(TASK),
    **{
        name: Member(TEXT.or_null(), None)
        for name in (
            "description",
            "algorithm",
            "framework",
            "event_id_col",
            "event_ts_col",
            "event_ts_format",
        )
    },
    "owner_id": Member(UUID.or_null(), None, table="users"),
    "deployment_date": Member(TEXT.or_null(), None),
    "schema": Member(OBJECT),
    "spec": Member(OBJECT),
    "task_params": Member(OBJECT.or_null(), None),
    "xai_params": Member(OBJECT.or_null(), None),
    "artifact_status": Member(ARTIFACT_STATUS, "no_model"),
    "artifact_files": Member(ARRAY, ()),
    "deleted_at": Member(INSTANT.or_null(), None),
    "deletion_job": Member(OBJECT.or_null(), None),
}

TABLES: Mapping[str, Mapping[str, Member]] = {
    "organizations": {**_ID, "name": Member(TEXT)},
    "users": {**_OWNED, "full_name": Member(TEXT), "email": Member(TEXT)},
    "projects": {**_MADE, "name": Member(TEXT)},
    "models": MODEL,
    "files": {
        **_MADE,
        "filename": Member(TEXT),
        "status": Member(FILE_STATUS, "SUCCESSFUL"),
        "type": Member(FILE_TYPE),
    },
    "contents": {
        "id": Member(UUID, table="files"),
        "text": Member(TEXT.or_null(), None),
        "base64": Member(TEXT.or_null(), None),
    },
    "parts": {**_ID, "base64": Member(TEXT), "file_id": Member(UUID, table="files"), "number": Member(COUNT)},
    "environments": {
        **_MADE,
        "name": Member(TEXT),
        "type": Member(ENVIRONMENT_TYPE, "PRE_PRODUCTION"),
        "row_count": Member(COUNT.or_null(), None),
        "model_id": Member(UUID, table="models"),
        "project_id": Member(UUID, table="projects"),
    },
    "jobs": {
        **_OWNED,
        "name": Member(TITLE),
        "status": Member(JOB_STATUS, "SUCCESS"),
        "progress": Member(PERCENT, 100),
        "info": Member(OBJECT),
        "error_message": Member(TEXT.or_null(), None),
        "error_reason": Member(TEXT.or_null(), None),
        "extras": Member(OBJECT.or_null(), None),
    },
    "running": {
        "id": Member(UUID, table="jobs"),
        "mode": Member(PLAN_MODE),
        "polls_seen": Member(COUNT, 0),
        "polls_needed": Member(COUNT, 1),
        "started_at": Member(INSTANT),
        "seconds": Member(SECONDS, 0),
        "effect": Member(OBJECT),
    },
}
"""Every table of a world."""

_EFFECT = {"kind": Member(TEXT), "model_id": Member(UUID, table="models")}

EFFECTS: Mapping[str, Mapping[str, Member]] = {
    "delete_model": _EFFECT,
    "deploy_artifact": {**_EFFECT, "files": Member(ARRAY)},
    "deploy_surrogate": _EFFECT,
    "publish_events": {**_EFFECT, "environment": Member(OBJECT)},
}
"""What a running job's effect holds, by its kind; see `effects`."""
