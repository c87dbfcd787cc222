"""Mutants of group E: the pages of a list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import on_json

Json = dict[str, Any]
CUT = "cut"


def _cut(change: Any) -> Patch:
    """Return the fault that cuts pages by another rule: `change(cut, items, limit, offset)`."""
    return rule(CUT, lambda cut: lambda items, limit, offset: change(cut, items, limit, offset))


def _echo(page: Any, **members: Any) -> Any:
    return replace(page, **members)


def asked(**members: Any) -> Patch:
    """Return the fault that lists by another query than was asked."""
    return rule(
        "Models.list",
        lambda original: lambda self, wanted, who: original(self, replace(wanted, **members), who),
    )


def _number(change: Any) -> Any:
    return on_json(lambda envelope: change(envelope["data"]), "list_models")


def _last_page_short(cut: Any, items: Any, limit: int, offset: int) -> Any:
    page = cut(items, limit, offset)
    last = offset > 0 and offset + limit >= page.total
    return _echo(page, items=page.items[:-1]) if last else page


def _clamped(cut: Any, items: Any, limit: int, offset: int) -> Any:
    last = max(0, (len(items) - 1) // limit * limit)
    return _echo(cut(items, limit, min(offset, last)), offset=offset)


def _overlap(cut: Any, items: Any, limit: int, offset: int) -> Any:
    return _echo(cut(items, limit, max(offset - 1, 0)), offset=offset)


def _skip(cut: Any, items: Any, limit: int, offset: int) -> Any:
    return _echo(cut(items, limit, offset + (offset > 0)), offset=offset)


def _capped(cut: Any, items: Any, limit: int, offset: int) -> Any:
    return cut(items, min(limit, 25), offset)


def _quietly_capped(cut: Any, items: Any, limit: int, offset: int) -> Any:
    return _echo(cut(items, min(limit, 100), offset), limit=limit)


def _dropping_one(cut: Any, items: Any, limit: int, offset: int) -> Any:
    page = cut(items, limit, offset)
    return _echo(page, items=page.items[:-1]) if limit > 1 and len(page.items) == limit else page


def _total_of_page(data: Json) -> None:
    data["total"] = data["offset"] + data["item_count"]
    data["page_count"] = -(-data["total"] // data["page_size"])


def _total_unfiltered(original: Any) -> Any:
    def listed(self: Any, wanted: Any, who: Any) -> Any:
        page = original(self, wanted, who)
        whole = original(self, replace(wanted, filter=None, search=None, limit=1, offset=0), who)
        return replace(page, total=whole.total)

    return listed


def _fifty_found(original: Any) -> Any:
    def listed(self: Any, wanted: Any, who: Any) -> Any:
        page = original(self, wanted, who)
        return replace(page, items=page.items[:50]) if wanted.search else page

    return listed


MUTANTS = (
    mutant(
        "E01",
        "`offset` is ignored.",
        _cut(lambda cut, items, limit, offset: _echo(cut(items, limit, 0), offset=offset)),
    ),
    mutant(
        "E02",
        "`limit` is ignored.",
        _cut(lambda cut, items, limit, offset: _echo(cut(items, 10**9, offset), limit=limit)),
    ),
    mutant(
        "E03",
        "`total` counts only up to the end of the page.",
        _number(_total_of_page),
    ),
    mutant(
        "E04",
        "`page_index` counts from 0.",
        _number(lambda data: data.update(page_index=data["page_index"] - 1)),
    ),
    mutant("E05", "Pages overlap by one row.", _cut(_overlap)),
    mutant("E06", "The last page lacks its last row.", _cut(_last_page_short)),
    mutant("E10", "`total` ignores filter and search.", rule("Models.list", _total_unfiltered)),
    mutant(
        "E33",
        "`offset` is rounded down to a multiple of `limit`.",
        _cut(
            lambda cut, items, limit, offset: _echo(cut(items, limit, offset // limit * limit), offset=offset)
        ),
    ),
    mutant(
        "E34",
        "`page_count` is rounded down.",
        _number(lambda data: data.update(page_count=data["total"] // data["page_size"])),
    ),
    mutant("E35", "An offset past the end shows the last page.", _cut(_clamped)),
    mutant("E36", "Every page but the first skips a row.", _cut(_skip)),
    mutant("E37", "A page never holds more than 25 models.", _cut(_capped)),
    mutant("E38", "A page never holds more than 100 models but says otherwise.", _cut(_quietly_capped)),
    mutant(
        "E39", "`item_count` is the limit.", _number(lambda data: data.update(item_count=data["page_size"]))
    ),
    mutant("E40", "Full pages lack their last row.", _cut(_dropping_one)),
    mutant("E41", "`offset` is echoed as 0.", _number(lambda data: data.update(offset=0))),
    mutant(
        "E42",
        "`offset` counts pages, not models.",
        _cut(lambda cut, items, limit, offset: _echo(cut(items, limit, offset * limit), offset=offset)),
    ),
    mutant("E43", "`page_index` is always 1.", _number(lambda data: data.update(page_index=1))),
    mutant(
        "E105",
        "A search shows no more than 50 models a page but says otherwise.",
        rule("Models.list", _fifty_found),
    ),
)
