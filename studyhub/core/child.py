"""Run a function in a process of its own, with limits: what strangers' files are read by.

A file made to exhaust memory or time then ends the child, and never the server. Arguments and results are JSON
values, so nothing the child says is executed here.
"""

import json
import os
import resource
import subprocess
import sys
from importlib import import_module
from typing import Any

from studyhub.core.errors import Invalid
from studyhub.core.settings import PROJECT_ROOT

MEMORY_BYTES = 512 * 1024 * 1024
SECONDS = 20
PATIENCE = 3  # on a busy machine a second of work takes longer than a second

TOO_LONG = "文件太大或太复杂，没能在规定时间内读完。请拆成几个较小的文件再上传。"
TOO_MUCH = "文件展开后太大，超出了允许的内存。请删去多余的行、列和图片，或拆成几个较小的文件再上传。"
BROKEN = "文件没能读完，可能已损坏或不是所选的格式。请用原软件打开另存一份再上传。"

_REFUSED = 3  # the function raised Invalid: its sentence stands in the result
_NO_MEMORY = 4


def run_in_child(
    function: str, *arguments: Any, memory_bytes: int = MEMORY_BYTES, seconds: int = SECONDS
) -> Any:
    """The result of `function` ("package.module:name") called with JSON-able `arguments` in a fresh process.

    Raises Invalid with a sentence for a person when the child runs out of memory or time, dies, or itself raises
    Invalid. `memory_bytes` bounds the child's address space, `seconds` its processor time; it is waited for PATIENCE
    times as long.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "studyhub.core.child", function, str(memory_bytes), str(seconds)],
            input=json.dumps(arguments).encode(),
            capture_output=True,
            timeout=seconds * PATIENCE,
            cwd=PROJECT_ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Invalid(TOO_LONG, code="too_long") from error
    if done.returncode == 0:
        return json.loads(done.stdout)
    if done.returncode == _REFUSED:
        raise Invalid(json.loads(done.stdout))
    if done.returncode == _NO_MEMORY:
        raise Invalid(TOO_MUCH, code="too_much")
    if -done.returncode in {24, 9}:  # SIGXCPU, or SIGKILL from the kernel when the machine itself ran short
        raise Invalid(TOO_LONG, code="too_long")
    raise Invalid(BROKEN, code="broken")


def main(function: str, memory_bytes: str, seconds: str) -> int:
    """The child's side: bind the limits, then import and call."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory_bytes), int(memory_bytes)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    arguments = json.load(sys.stdin)
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is not the result
    module, name = function.split(":")
    try:
        result, status = getattr(import_module(module), name)(*arguments), 0
    except Invalid as error:
        result, status = error.message, _REFUSED
    except MemoryError:
        return _NO_MEMORY
    with answer:
        json.dump(result, answer, ensure_ascii=False)
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
