"""Start a site that is already alive: a demonstration organisation on its study day, always today."""

import dataclasses

from studyhub.cli.arguments import Arguments
from studyhub.cli.demonstration import build
from studyhub.cli.serve import become_gunicorn, refuse_taken_port, say
from studyhub.cli.site import open_database, settings_of
from studyhub.core.clock import SystemClock
from studyhub.core.settings import PROJECT_ROOT


def demo(given: Arguments) -> int:
    """Fill a site in a data folder of its own with the demonstration, unless it is there already, and start it."""
    folder = given.data_dir or PROJECT_ROOT / "instance" / "demo"
    settings = settings_of(dataclasses.replace(given, data_dir=folder))
    refuse_taken_port(settings)
    database = open_database(settings)
    say("正在准备示范内容……")
    build(database, SystemClock(), settings.data_dir)
    become_gunicorn(settings, database)
