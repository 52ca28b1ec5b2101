"""What the Makefile calls once the environment is there: `python -m leap.local run|reset|test|lint|figures|shots`."""

import argparse
import sys

from leap.local.ports import Cannot


def port_number(text: str) -> int:
    """Return `text` as a port number. Raises ArgumentTypeError with what would do."""
    if text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port: use a number up to 65535, as in make run PORT=8123")


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code. Each command's code is imported only when it is asked for."""
    parser = argparse.ArgumentParser(prog="leap.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run").add_argument("--port", type=port_number)
    for name in ("reset", "lint"):
        commands.add_parser(name)
    for name in ("test", "figures", "shots"):
        commands.add_parser(name).add_argument("names", nargs="*")
    commands.choices["test"].add_argument("--whole", action="store_true")
    given = parser.parse_args(arguments)
    if given.command == "run":
        from leap.local.supervisor import run

        return run(given.port)
    if given.command == "reset":
        from leap.local.reset import reset

        return reset()
    if given.command == "figures":
        from leap.local.figures import run_figures

        return run_figures(given.names)
    from leap.local import gates

    if given.command == "test":
        return gates.test(given.names, given.whole)
    return gates.lint() if given.command == "lint" else gates.shots(given.names)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except Cannot as problem:
        sys.exit(f"\n{problem}")
