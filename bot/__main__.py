"""The entry point of `python -m bot` and of the console script `troubadour`."""

import sys


def main() -> None:
    """Runs the command line and exits with its status."""
    from bot.command_line import run_command_line

    sys.exit(run_command_line(sys.argv[1:]))


if __name__ == "__main__":
    main()
