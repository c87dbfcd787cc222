"""The `mock-server` command."""

import gc
import json
import os
import signal
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from mock_server.settings import ConfigurationError, Settings, check_workers


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
    "--store",
    default="memory",
    show_default=True,
    help="Where the world lives: memory, sqlite:FILE or redis://HOST:PORT/DB[?prefix=NAME].",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that serve; more than one needs a store that they can share.",
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
@click.option(
    "--allow-host",
    metavar="NAME",
    multiple=True,
    help="A name that requests may be addressed to besides localhost; * for any. Repeatable.",
)
@click.option("--mutant", metavar="ID", help="Serve with a deliberate fault.")
def main(
    host: str, port: int, ready_file: Path | None, mutant: str | None, workers: int, **options: Any
) -> None:
    """Serve a stateful mock of the model-registry API until Ctrl-C."""
    # Before the slow imports, so that a signal ends the command cleanly at any time.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    try:
        _serve(host, port, ready_file, mutant, workers, options)
    except ConfigurationError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)


def _serve(
    host: str, port: int, ready_file: Path | None, mutant: str | None, workers: int, options: dict[str, Any]
) -> None:
    from mock_server import server  # noqa: PLC0415  --help must not wait for it

    settings = server.make_settings(**options)
    check_workers(settings, workers)
    server.log_to_stderr()
    with ExitStack() as stack:
        listener = stack.enter_context(server.open_socket(host, port))
        if ready_file is not None:
            _check_ready_file(ready_file)
        # With several workers, too: here a mistake is told before any of them starts, and the world is begun.
        app = server.built_app(settings, mutant, host)
        url, token = server.base_url(listener), app.authenticator.token
        greeting = [*_greeting(url, token), *_about_store(settings, workers, fresh=app.state.fresh)]

        def ready() -> None:
            if ready_file is not None:
                _write(ready_file, {"url": url, "pid": os.getpid(), "token": token})
                stack.callback(_remove, ready_file)
            click.echo("\n".join([*greeting, "Ctrl-C ends it."]))

        if workers == 1:
            server.serve_in_foreground(app, listener, ready)
            return
        from mock_server.workers import AppFactory, serve  # noqa: PLC0415  only who wants it waits for it

        app.close()
        # It serves nobody here, and what it remembers of a large world is large.
        del app
        gc.collect()
        serve(AppFactory(settings, mutant, host), workers, listener, ready)


def _greeting(url: str, token: str) -> list[str]:
    return [
        f"Serving {url}",
        f"Token   {token}",
        f"Docs    {url}/docs",
        f"Try     curl -H 'Authorization: Bearer {token}' '{url}/v3/models'",
    ]


def _about_store(settings: Settings, workers: int, *, fresh: bool) -> list[str]:
    if settings.store == "memory":
        return []
    kept = "" if fresh else "; it has a world already, so --world is not loaded"
    processes = f", {workers} workers" if workers > 1 else ""
    return [f"Store   {settings.shown_store}{processes}{kept}"]


def _write(path: Path, content: dict[str, Any]) -> None:
    """Write a file so that it is either not there or complete."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.write_text(json.dumps(content) + "\n", encoding="utf-8")
    scratch.replace(path)


def _check_ready_file(path: Path) -> None:
    """Raise ConfigurationError unless the file can be written, and is none that others have written."""
    try:
        there = path.exists()
        foreign = there and _pid_in(path) is None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(f"--ready-file {path} cannot be used: {reason}.") from error
    if foreign:
        raise ConfigurationError(f"--ready-file {path} exists and is no ready file; choose another name.")
    if not os.access(path.parent, os.W_OK):
        raise ConfigurationError(f"--ready-file {path}: its folder does not exist or cannot be written to.")
    if there:
        # Left by a mock that was killed: who waits for the file must not find an old one.
        path.unlink()


def _pid_in(path: Path) -> int | None:
    """Return the process that wrote a ready file, or None for a file of another kind."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    ours = isinstance(content, dict) and set(content) == {"url", "pid", "token"}
    return content["pid"] if ours else None


def _remove(path: Path) -> None:
    """Remove a ready file, if it is still the one that this process wrote."""
    with suppress(OSError):
        if _pid_in(path) == os.getpid():
            path.unlink()


def _leave(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)
