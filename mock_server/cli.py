"""The `mock-server` command."""

import json
import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import click

from mock_server.settings import ConfigurationError


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one."
)
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help='File to write {"url", "pid", "token"} to once the mock serves; removed when it ends.',
)
@click.option(
    "--spec", type=click.Path(path_type=Path), help="OpenAPI 3.0 document to serve. [default: the kit's own]"
)
@click.option(
    "--world", default="demo", show_default=True, help="What exists at the start: demo, empty or a JSON file."
)
@click.option(
    "--auth", default="builtin", show_default=True, help="builtin, presence, off, or a YAML file of tokens."
)
@click.option(
    "--strict", is_flag=True, help="Refuse fields and query parameters that the contract does not name."
)
@click.option("--check-responses", is_flag=True, help="Hold the mock's own answers against the contract.")
@click.option("--seed", type=int, help="Make ids repeatable.")
@click.option("--freeze", metavar="INSTANT", help="Stop the clock, e.g. at 2026-01-31T09:30:00Z.")
@click.option(
    "--jobs", default="immediate", show_default=True, help="When jobs finish: immediate, manual:N, time:S."
)
@click.option(
    "--max-body",
    type=int,
    help="Largest body in bytes; unless chosen, 10 MiB, and 512 MiB for uploads.",
)
@click.option("--mutant", metavar="ID", help="Serve with a deliberate fault.")
def main(host: str, port: int, ready_file: Path | None, mutant: str | None, **options: Any) -> None:
    """Serve a stateful mock of the model-registry API until Ctrl-C."""
    # Before the slow imports, so that a signal ends the command cleanly at any time.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    try:
        _serve(host, port, ready_file, mutant, options)
    except ConfigurationError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)


def _serve(
    host: str, port: int, ready_file: Path | None, mutant: str | None, options: dict[str, Any]
) -> None:
    from mock_server import server  # noqa: PLC0415  --help must not wait for it

    settings = server.make_settings(**options)
    _log_to_stderr()
    with ExitStack() as stack:
        listener = stack.enter_context(server.open_socket(host, port))
        if ready_file is not None:
            _remove(ready_file)
            stack.callback(_remove, ready_file)
        app = stack.enter_context(server.built_app(settings, mutant))
        url, token = server.base_url(listener), app.authenticator.token

        def ready() -> None:
            if ready_file is not None:
                _write(ready_file, {"url": url, "pid": os.getpid(), "token": token})
            click.echo(_greeting(url, token))

        server.serve_in_foreground(app, listener, ready)


def _greeting(url: str, token: str) -> str:
    return "\n".join(
        [
            f"Serving {url}",
            f"Token   {token}",
            f"Docs    {url}/docs",
            f"Try     curl -H 'Authorization: Bearer {token}' '{url}/v3/models'",
            "Ctrl-C ends it.",
        ]
    )


def _write(path: Path, content: dict[str, Any]) -> None:
    """Write a file so that it is either not there or complete."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.write_text(json.dumps(content) + "\n", encoding="utf-8")
    scratch.replace(path)


def _remove(path: Path) -> None:
    """Remove a file, and find out early whether its folder can be written to; else ConfigurationError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigurationError(f"--ready-file {path} cannot be replaced: {error.strerror}.") from error
    if not os.access(path.parent, os.W_OK):
        raise ConfigurationError(f"--ready-file {path}: its folder does not exist or cannot be written to.")


def _log_to_stderr() -> None:
    import logging  # noqa: PLC0415  --help must not wait for it

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


def _leave(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)
