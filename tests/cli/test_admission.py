"""More people come than the machine can serve: some are told at once to come again, the others are served."""

import json
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.running_site import RunningSite, running_site


def sign_in(site: RunningSite, login: str) -> tuple[int, dict[str, str], dict[str, str]]:
    """Somebody whom nobody knows tries to sign in: status, headers, answer."""
    request = urllib.request.Request(
        f"{site.url}/api/v1/sign-in",
        json.dumps({"login": login, "password": "study-2026"}).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, dict(response.headers), json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), json.load(error)


def test_a_crowd_is_told_when_to_come_again(tmp_path: Path) -> None:
    alone = {"STUDYHUB_THREADS": "1", "STUDYHUB_LONGEST_WAIT": "0.05"}
    with running_site(tmp_path, "--workers", "1", environ=alone) as site:
        with ThreadPoolExecutor(40) as crowd:
            answers = list(crowd.map(lambda number: sign_in(site, f"nobody-{number}"), range(40)))
        counts = Counter(status for status, _, _ in answers)
        assert set(counts) == {401, 503}
        for status, headers, said in answers:
            if status == 503:
                assert 3 <= int(headers["Retry-After"]) <= 9
                assert said == {"code": "busy", "message": "现在使用的人很多，请稍等几秒再试。", "fields": {}}
        assert sign_in(site, "nobody")[0] == 401
