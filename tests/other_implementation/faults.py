"""The mistakes that this implementation can be told to make, one at a time."""

FAULTS = {
    "page-count-on-exact-multiple": "page_count is one too many when total is a multiple of limit.",
    "patch-keeps-removed-columns": "PATCH of a schema keeps the columns that the new schema leaves out.",
    "every-ranking-is-binary": "is_binary_ranking_model is true for every ranking model.",
    "between-excludes-bounds": "The filter operator between does not match its two bounds.",
    "not-in-single-value": "The filter operator not_in acts as in when its array has one value.",
    "second-ordering-key-ignored": "An ordering by several fields sorts by the first alone.",
    "columns-outlive-model": "The columns of a deleted model stay readable.",
    "version-unique-across-projects": "A name and version taken in one project is refused in another.",
    "null-deployment-date-ignored": "PATCH leaves deployment_date as it was when null is sent.",
    "max-cardinality-off-by-one": "A text column with just max_cardinality distinct values is no category.",
}


def checked(fault: str | None) -> str | None:
    """Return `fault` if it is None or in `FAULTS`.

    Raises:
        ValueError: There is no such fault; the message lists those there are.
    """
    if fault is not None and fault not in FAULTS:
        raise ValueError(f"there is no fault {fault!r}; choose one of: {', '.join(FAULTS)}")
    return fault
