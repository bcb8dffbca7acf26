"""Which function stands behind which command."""

from studyhub.cli.arguments import Arguments


def run(given: Arguments) -> int:
    """Run a command in an environment that is ready; gives the exit status."""
    # Each command brings in only what it needs: the development tools are absent from a site's environment,
    # and what a command does not import it need not wait for.
    match given.command:
        case "serve":
            from studyhub.cli.serve import serve

            return serve(given)
        case "demo":
            from studyhub.cli.demo import demo

            return demo(given)
        case "install":
            return 0  # the environment was made on the way here
        case "test":
            from studyhub.cli.checks import run_checks

            return run_checks(given.rest)
        case "bench":
            from studyhub.cli.bench.run import run_bench

            return run_bench(given.rest)
        case "items":
            from studyhub.cli import items

            assert given.action is not None
            return items.COMMANDS[given.action](given)
        case _:
            from studyhub.cli import upkeep

            return upkeep.COMMANDS[given.command](given)
