"""The `linli` command: one verb a line, each in a file of app/commands."""

import argparse
import sys

from app.services.keys import KeyFileError


def main(argv: list[str] | None = None) -> int:
    """Run a verb and return its exit code; 2 for words it does not know."""
    from app.commands import areas, audits, backups, demo, importing, serving, users

    parser = argparse.ArgumentParser(prog="linli", description="邻里 Linli")
    subparsers = parser.add_subparsers(dest="command", required=True)
    for group in (serving, backups, demo, areas, importing, users, audits):
        group.add_parser(subparsers)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except KeyFileError as error:
        print(f"! {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
