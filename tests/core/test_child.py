"""What is read in a child process cannot hurt the server."""

import time

import pytest

from studyhub.core.child import BROKEN, TOO_LONG, TOO_MUCH, run_in_child
from studyhub.core.errors import Invalid

HERE = "tests.core.test_child"


def double(text: str) -> list[str]:
    print("a library that talks")
    return [text, text]


def hoard(size: int) -> int:
    return len(bytearray(size))


def spin() -> None:
    while True:
        pass


def doze() -> None:
    time.sleep(60)


def refuse() -> None:
    raise Invalid("第 3 行没有题干，请补上。")


def crash() -> None:
    raise RuntimeError("secret path")


def test_the_result_comes_back_whatever_the_child_prints() -> None:
    assert run_in_child(f"{HERE}:double", "党章") == ["党章", "党章"]


def test_memory_is_bounded() -> None:
    with pytest.raises(Invalid) as caught:
        run_in_child(f"{HERE}:hoard", 900 * 1024 * 1024)
    assert caught.value.message == TOO_MUCH


@pytest.mark.parametrize("function", ["spin", "doze"])
def test_time_is_bounded_whether_it_works_or_waits(function: str) -> None:
    begun = time.monotonic()
    with pytest.raises(Invalid) as caught:
        run_in_child(f"{HERE}:{function}", seconds=1)
    assert caught.value.message == TOO_LONG
    assert time.monotonic() - begun < 20


def test_a_refusal_keeps_its_sentence() -> None:
    with pytest.raises(Invalid) as caught:
        run_in_child(f"{HERE}:refuse")
    assert caught.value.message == "第 3 行没有题干，请补上。"


def test_a_crash_tells_nothing_of_its_inside() -> None:
    with pytest.raises(Invalid) as caught:
        run_in_child(f"{HERE}:crash")
    assert caught.value.message == BROKEN
