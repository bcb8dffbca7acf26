"""Category paths as Moodle writes them, and as ours."""

import re

_CONTEXT = re.compile(r"\$\w+\$")


def read_category(path: str) -> str:
    """Our path: without $course$ and top in front, a literal slash (//) in full width."""
    segments = [part.strip() for part in path.strip().replace("//", "／").split("/")]
    if segments and _CONTEXT.fullmatch(segments[0]):
        segments = segments[1:]
    if segments and segments[0] == "top":
        segments = segments[1:]
    return "/".join(filter(None, segments))


def is_plain(category: str) -> bool:
    """Whether a path of ours reads back equal."""
    return read_category(category) == category
