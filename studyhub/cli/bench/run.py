"""`python3 -m studyhub bench`: fill databases, start both sides, drive them in turns, print the table."""

import time
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console

from studyhub.cli.bench.imports import imports
from studyhub.cli.bench.live_page import live_page
from studyhub.cli.bench.load import Figures, Plan, Request, drive
from studyhub.cli.bench.options import Options, Size, parse
from studyhub.cli.bench.places import Place, Places, places
from studyhub.cli.bench.prepare import Filled, fill, fill_boards
from studyhub.cli.bench.processes import Server
from studyhub.cli.bench.study_day import study_day
from studyhub.cli.bench.table import Row, print_table, row_of, write_json
from studyhub.cli.bench.workloads import WARM_UP, WORKLOADS, Sides, Workload, boards, read_unit
from studyhub.core.settings import load_settings

WIDTH = 126
"""The table needs so many columns; a narrower terminal breaks its lines."""

Say = Callable[[str], None]


def run_bench(arguments: Sequence[str]) -> int:
    """Measure what the arguments say; always status 0 unless something could not be measured at all."""
    options = parse(arguments)
    output = options.output or load_settings().data_dir / "bench.json"
    started = time.monotonic()
    rows: list[Row] = []
    progress = Console(stderr=True)
    with progress.status("正在准备……") as status:
        for row in measure(options, lambda text: status.update(text)):
            rows.append(row)
            # What has been measured is kept even when the rest is broken off.
            write_json(rows, output, time.monotonic() - started)
    print_table(rows, Console(width=max(WIDTH, progress.width)))
    progress.print(f"用时 {time.monotonic() - started:.0f} 秒；结果保存在 {output}", highlight=False)
    return 0


def measure(options: Options, say: Say) -> Iterator[Row]:
    """Every row that the options ask for, as it is measured."""
    for engine in options.engines:
        with places(engine) as make_place:
            for size in options.sizes:
                yield from _closed_loop(make_place, size, options, say)
                if "W6" in options.workloads:
                    yield from _boards(make_place, size, options, say)
                if "W7" in options.workloads:
                    say(f"{engine}：W7 导入 {size.imported:,} 道题")
                    yield from imports(make_place, size.imported)
            if "W8" in options.workloads:
                say(f"{engine}：W8 统一学习日，{options.herd:,} 人")
                with make_place() as place:
                    yield study_day(place, options)


def _closed_loop(make_place: Places, size: Size, options: Options, say: Say) -> Iterator[Row]:
    chosen = [workload for workload in WORKLOADS if workload.name in options.workloads]
    if not chosen and "W9" not in options.workloads:
        return
    with make_place() as place:
        say(f"{place.engine}：正在填充 {size.members:,} 名成员……")
        filled = fill(place.database, place.app, size.members, options.runs, options.workloads)
        pages = read_unit(filled, 0)
        padding = place.padding(pages.site[0], pages.ceiling[0])
        with place.site() as site, place.ceiling(padding) as ceiling:
            for workload in chosen:
                say(f"{place.engine}，{size.members:,} 名成员：{workload.name} {workload.title}")
                yield _in_turns(place, filled, workload, f"{size.members:,}", site, ceiling, options)
            if "W9" in options.workloads:
                say(f"{place.engine}，{size.members:,} 名成员：W9")
                yield live_page(place, filled, site, options.seconds, options.runs)


def _in_turns(
    place: Place,
    filled: Filled,
    workload: Workload,
    size: str,
    site: Server,
    ceiling: Server,
    options: Options,
) -> Row:
    all_sides = [workload.sides(filled, run) for run in range(options.runs)]
    statements = place.count_statements(all_sides[0].site[-2:])
    return _row(workload, place, size, all_sides, site, ceiling, statements, options)


def _boards(make_place: Places, size: Size, options: Options, say: Say) -> Iterator[Row]:
    with make_place() as place:
        say(f"{place.engine}：正在填充 {size.ranked:,} 名成员的榜单……")
        members, study_day_id = fill_boards(place.database, size.ranked)
        sides = boards(members, study_day_id)
        statements = place.count_statements(sides.site[:3]) + place.count_statements(sides.site[:4])
        workload = Workload("W6", "名次、前二十与支部榜", 0.6, lambda _filled, _run: sides)
        with place.site() as site, place.ceiling() as ceiling:
            say(f"{place.engine}，{size.ranked:,} 名成员：W6")
            all_sides = [sides] * options.runs
            yield _row(workload, place, f"{size.ranked:,}", all_sides, site, ceiling, statements, options)


def _row(
    workload: Workload,
    place: Place,
    size: str,
    all_sides: Sequence[Sides],
    site: Server,
    ceiling: Server,
    statements: int,
    options: Options,
) -> Row:
    ours: list[Figures] = []
    theirs: list[Figures] = []
    for number, sides in enumerate(all_sides):
        turns = [(ours, site, sides.site), (theirs, ceiling, sides.ceiling)]
        # The one that comes second finds a warmer machine: take turns in that too.
        for figures, server, requests in turns if number % 2 else reversed(turns):
            figures.append(_drive(workload, server, requests, options.seconds))
    names = (workload.name, workload.title, place.engine, size)
    goal = f"≥{workload.goal}"
    return row_of(names, goal, ours, theirs, statements)


def _drive(workload: Workload, server: Server, requests: Sequence[Request], seconds: float) -> Figures:
    encoded = [request.encode() for request in requests]
    connections = workload.connections
    drive(Plan(server.port, server.master, encoded[:WARM_UP], connections))
    measured = encoded if workload.is_repeated else encoded[WARM_UP:]
    return drive(Plan(server.port, server.master, measured, connections, seconds, workload.is_repeated))
