"""W9: the page on which an organiser watches a study day, over all attempts of a filled database."""

from studyhub.cli.bench.filling import ADMINISTRATOR_ID
from studyhub.cli.bench.load import Plan, Request, drive
from studyhub.cli.bench.places import Place
from studyhub.cli.bench.prepare import Filled
from studyhub.cli.bench.processes import Server
from studyhub.cli.bench.table import Row, row_of
from studyhub.cli.bench.workloads import bearer

CONNECTIONS = 2  # few people organise
GOAL_STATEMENTS = 12
GOAL_P99 = 100


def live_page(place: Place, filled: Filled, site: Server, seconds: float, runs: int) -> Row:
    """The row of W9: everybody has taken part, and the one who watches looks after the whole site."""
    path = f"/organiser/study-days/{filled.past.study_day_id}"
    page = Request("GET", path, bearer(ADMINISTRATOR_ID))
    one_branch = Request("GET", f"{path}?branch={filled.members.branches[0]}", bearer(ADMINISTRATOR_ID))
    statements = max(place.count_statements([page]), place.count_statements([one_branch]))
    requests = [page.encode(), one_branch.encode()]
    drive(Plan(site.port, site.master, requests * 5, CONNECTIONS))
    plan = Plan(site.port, site.master, requests, CONNECTIONS, seconds, is_repeated=True)
    names = ("W9", "组织者实时页面", place.engine, f"{filled.members.count:,}")
    goal = f"≤{GOAL_STATEMENTS}句 p99≤{GOAL_P99}"
    return row_of(names, goal, [drive(plan) for _ in range(runs)], [], statements)
