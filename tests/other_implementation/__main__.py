"""`python -m tests.other_implementation [--port N] [--ready-file F] [--delay S] [--fault ID]`."""

import argparse
import sys
from pathlib import Path

from tests.other_implementation.faults import FAULTS
from tests.other_implementation.server import DEFAULT_DELAY, OtherImplementation


def main() -> None:
    """Serve until interrupted; announce the address and the seeded ids on standard output first."""
    listed = "\n".join(f"  {name}: {sentence}" for name, sentence in FAULTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.other_implementation",
        description="A second implementation of the contract.",
        epilog=f"faults:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--ready-file", type=Path, help="written as soon as requests are accepted")
    parser.add_argument("--delay", type=float, default=DEFAULT_DELAY, help="seconds until a job takes effect")
    parser.add_argument("--fault", choices=FAULTS, metavar="ID", help="make one mistake")
    options = parser.parse_args()
    server = OtherImplementation(options.delay, options.fault, options.port)
    if options.ready_file:
        server.write_ready_file(options.ready_file)
    sys.stdout.write("".join(f"{name}={value}\n" for name, value in server.announcement().items()))
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    main()
