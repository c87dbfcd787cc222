"""`python -m mock_server` is the `mock-server` command, which starts here."""

import os
import signal


def main() -> None:
    """Run the command; a signal that comes while it is still loading ends it cleanly."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    # Only now: what the command needs takes a while to load, and a supervisor may end it at any time.
    from mock_server.cli import main as command  # noqa: PLC0415

    command()


def _leave(_number: int, _frame: object) -> None:
    # Nothing is open yet, and SystemExit inside an import could be taken for a failure of it.
    os._exit(0)


if __name__ == "__main__":
    main()
