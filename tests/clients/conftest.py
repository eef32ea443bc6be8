"""What the client tests share: plain requests to the running server, and its addresses."""

import json
import os
import re
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

HERE = Path(__file__).parent
BASE_URL = os.environ.get("BASE_URL", "").rstrip("/")

# Loopback only: no proxy of the machine stands between.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def fetch(path, accept=None, method="GET", body=None):
    """One request; an error status is an answer like any other."""
    assert BASE_URL, "BASE_URL names the running server; `cargo xtask test --only clients` sets it"
    url = path if path.startswith("http") else BASE_URL + path
    assert url.startswith(BASE_URL), f"{url} is not ours"
    headers = {"Accept": accept} if accept else {}
    request = urllib.request.Request(url, headers=headers, method=method, data=body)
    try:
        answer = _opener.open(request, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        data = answer.read()
        return SimpleNamespace(
            status=answer.status, headers=answer.headers, body=data, url=url,
            type=answer.headers.get_content_type(), text=data.decode("utf-8", "replace"),
        )


def ok(path, content_type, accept=None):
    """A good answer of the right type."""
    answer = fetch(path, accept)
    assert answer.status == 200, f"{path}: {answer.status} {answer.text[:300]}"
    assert answer.type == content_type, f"{path}: {answer.type}"
    return answer


def links(path, pattern):
    """Addresses on a page that match, in order, each once."""
    page = ok(path, "text/html", accept="text/html")
    found = re.findall(r'href="([^"]+)"', page.text)
    return list(dict.fromkeys(href for href in found if re.search(pattern, href)))


def thunderbird(text):
    """What ical.js, Thunderbird's parser, makes of a calendar."""
    done = subprocess.run(
        ["node", str(HERE / "ical.mjs")], input=text.encode(), capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def meeting():
    """The address of a meeting the public may see."""
    found = links("/meetings", r"^/meetings/(?!new$|past$|upcoming$)[^/.?#]+$")
    assert found, "no meeting on /meetings"
    return found[0]


@pytest.fixture(scope="session")
def agreement():
    found = links("/agreements", r"^/agreements/(?!new$)[^/.?#]+$")
    assert found, "no agreement on /agreements"
    return found[0]
