"""Files in an S3-compatible store: a server of our own keeps a paper there and gives it back."""

import os
import re
import socket
import subprocess
import time
import urllib.request
import uuid
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

BINARY = Path(__file__).parents[2] / "target" / "debug" / "mufakat"
PAPER = "The avicennia forests of the delta"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def store():
    port = free_port()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    url = f"http://127.0.0.1:{port}"
    urllib.request.urlopen(urllib.request.Request(f"{url}/papers", method="PUT"), timeout=10)
    yield url
    server.stop()


def multipart(fields, name, text):
    mark = uuid.uuid4().hex
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n{text}\r\n--{mark}--\r\n')
    return "".join(parts).encode(), f"multipart/form-data; boundary={mark}"


def test_a_paper_is_kept_in_the_store_and_comes_back(store, tmp_path):
    if not BINARY.exists():
        pytest.skip("target/debug/mufakat is not built")
    seeded = subprocess.run([BINARY, "seed", "--records", "0", "--data", tmp_path], capture_output=True, check=True, timeout=120)
    token = re.search(r"api-token: (\w+)", seeded.stdout.decode()).group(1)
    env = os.environ | {
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT": store, "AWS_ALLOW_HTTP": "true", "MUFAKAT_LOG": "error",
    }
    command = [BINARY, "serve", "--data", tmp_path, "--files", "s3://papers", "--listen", "127.0.0.1:0"]
    server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    try:
        base = next(m.group(0) for line in server.stdout if (m := re.search(r"http://127\.0\.0\.1:\d+", line)))
        fields = {"document_class": "WP", "title": "Mangroves", "language": "en", "class": "public"}
        body, content_type = multipart(fields, "paper.txt", PAPER)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": content_type, "Accept": "application/json"}
        answer = urllib.request.urlopen(
            urllib.request.Request(f"{base}/meetings/som-demo/documents", data=body, headers=headers), timeout=30
        )
        assert answer.status == 201
        page = urllib.request.urlopen(f"{base}{answer.headers['Location']}", timeout=30).read().decode()
        link = re.search(r'href="(/files/\w+)"', page).group(1)
        assert urllib.request.urlopen(f"{base}{link}", timeout=30).read().decode() == PAPER
        # The text inside is read from the store and found.
        for _ in range(40):
            found = urllib.request.urlopen(f"{base}/search.json?q=avicennia", timeout=30).read().decode()
            if "Mangroves" in found:
                break
            time.sleep(0.25)
        assert "Mangroves" in found
        listing = urllib.request.urlopen(f"{store}/papers?list-type=2", timeout=10).read().decode()
        assert "blobs/" in listing and "arriving/" not in listing
    finally:
        server.terminate()
        server.wait(timeout=20)
