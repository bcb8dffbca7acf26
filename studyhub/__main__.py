"""`python3 -m studyhub`: the one command of the project. Starts on a bare Python, with the standard library alone."""

import sys

# Before any other import: what follows needs syntax and modules that an older Python lacks.
if sys.version_info < (3, 11):  # noqa: UP036 (a person may well start it with an older one)
    sys.exit(
        "需要 Python 3.11 或更高版本。StudyHub needs Python 3.11 or newer; this is " + sys.version.split()[0]
    )

from studyhub.cli import arguments, environment


def main(argv: list[str]) -> int:
    """Run one command in the project's own environment; gives the exit status."""
    given = arguments.parse(argv)
    environment.ensure(for_development=given.command in arguments.DEVELOPMENT_COMMANDS, argv=argv)

    # Only now are the project's requirements there to import.
    from studyhub.cli import commands

    return commands.run(given)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
