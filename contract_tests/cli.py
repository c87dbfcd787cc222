"""The command `contract-tests`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

DEFAULT_SEED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="model-registry-contract-kit")
def main() -> None:
    """Check implementations of the model-registry REST API against its contract."""


def _split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for value in values for word in value.replace(",", " ").split())


@main.command(context_settings={"max_content_width": 110})
@click.argument("url")
@click.option("--token", help="Bearer token that may read and write.")
@click.option("--token-env", metavar="NAME", help="Environment variable that holds the token.")
@click.option("--second-token", help="Token of another organization, to check isolation.")
@click.option("--project-id", help="Project to work in, where the suite cannot make one.")
@click.option("--other-project-id", help="A second project, where the suite cannot make one.")
@click.option("--file-id", help="Uploaded CSV or Parquet file, where the suite cannot upload one.")
@click.option("--env-id", help="Environment with a dataset, where the suite cannot make one.")
@click.option("--profile", type=click.Choice(["quick", "full", "soak"]), default="full", show_default=True)
@click.option(
    "--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Determines every random choice."
)
@click.option(
    "--only", multiple=True, callback=_split, metavar="OP_OR_CLAUSE", help="Check only this; repeatable."
)
@click.option(
    "--evidence", multiple=True, callback=_split, help="Levels that may fail the run; all by default."
)
@click.option("--baseline", type=click.Path(path_type=Path), help="YAML file of accepted violations.")
@click.option(
    "--report", multiple=True, metavar="KIND=FILE", help="junit=F, json=F, html=F, sarif=F or github."
)
@click.option("-x", "--exitfirst", is_flag=True, help="End at the first violation.")
@click.option("--read-only", is_flag=True, help="Send only GET, HEAD and OPTIONS, for production.")
@click.option("--timeout", type=float, default=10.0, show_default=True, help="Seconds to wait for an answer.")
@click.option(
    "--wait", type=float, default=10.0, show_default=True, help="Seconds to wait for asynchronous effects."
)
@click.option("--spec", type=click.Path(path_type=Path), help="The contract; the kit's own by default.")
def run(**options: Any) -> None:
    """Check the server at URL.

    Exit codes: 0 it conforms, 1 it violates the contract, 2 wrong usage, 3 it does not answer, 5 an operation
    never succeeded, so that nothing is proved about it.
    """
    from contract_tests.command import run_command  # noqa: PLC0415 - keeps --help instant

    sys.exit(run_command(**options))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.option("--spec", type=click.Path(path_type=Path), help="The contract; the kit's own by default.")
def clauses(*, as_json: bool, spec: Path | None) -> None:
    """List every clause: its id, evidence, operation, line of the contract, and sentence."""
    from contract_tests import catalogue  # noqa: PLC0415 - keeps --help instant
    from contract_tests.document import DocumentError  # noqa: PLC0415 - same

    try:
        rows = catalogue.catalogue(spec)
    except DocumentError as error:
        raise click.UsageError(str(error)) from error
    click.echo(catalogue.as_json(rows) if as_json else catalogue.as_text(rows))


@main.command(context_settings={"max_content_width": 110})
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Worker processes.")
@click.option(
    "--seeds", type=click.IntRange(1), default=3, show_default=True, help="Runs of each correct variant."
)
@click.option(
    "--group", "groups", multiple=True, callback=_split, metavar="LETTER", help="Try only this group."
)
@click.option(
    "--only", multiple=True, callback=_split, metavar="ID", help="Try only this mutant; repeatable."
)
@click.option("--profile", type=click.Choice(["quick", "full"]), default="quick", show_default=True)
@click.option(
    "--bare",
    type=click.IntRange(0),
    metavar="N",
    help="Also measure what `schemathesis run` alone kills, of N of these mutants; each takes about 20 s."
    "  [default: 24 of all, 0 of some]",
)
@click.option("--sample", type=click.IntRange(min=1), help="Try this many mutants, spread over all.")
@click.option(
    "--store",
    default="memory",
    show_default=True,
    help="Where their worlds live: memory, sqlite, redis://...",
)
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the score here.")
def selftest(*, file: Path | None, **options: Any) -> None:
    """Try the suite on deliberately broken mocks, and on correct but unusual ones.

    Exits with 0 when 98 % of the broken ones are told apart, 90 % of each group, and no correct one is
    flagged; else with 1.
    """
    from contract_tests.selftest.command import Options, run_selftest  # noqa: PLC0415 - keeps --help instant

    sys.exit(run_selftest(Options(**options), file))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def mutants(*, as_json: bool) -> None:
    """List the deliberately broken mocks that `mock-server --mutant ID` serves."""
    from contract_tests.mutants import listing  # noqa: PLC0415 - keeps --help instant

    click.echo(listing.as_json() if as_json else listing.as_text())
