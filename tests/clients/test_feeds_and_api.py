"""Atom as feedparser reads it, OpenAPI as its validator reads it, JSON and problem details (RFC 9457)."""

import datetime
import json
import re

import feedparser
import pytest
from conftest import BASE_URL, fetch, ok
from openapi_spec_validator import OpenAPIV31SpecValidator, validate


@pytest.fixture(scope="module")
def feed():
    return ok("/meetings.atom", "application/atom+xml")


@pytest.fixture(scope="module")
def description():
    return json.loads(ok("/openapi.json", "application/json").body)


def test_atom_is_well_formed_and_complete(feed):
    read = feedparser.parse(feed.body, response_headers={"content-type": feed.headers["Content-Type"]})
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert read.feed.title and read.feed.id and read.feed.updated_parsed
    assert read.feed.get("language") or "xml:lang" in feed.text[:600]
    assert any(link.rel == "self" for link in read.feed.links)
    assert read.entries


def test_atom_entries_have_stable_ids_dates_and_addresses(feed):
    read = feedparser.parse(feed.body)
    ids = [entry.id for entry in read.entries]
    assert len(ids) == len(set(ids))
    assert ids == [entry.id for entry in feedparser.parse(fetch("/meetings.atom").body).entries]
    for entry in read.entries:
        assert entry.title and entry.link and entry.updated_parsed, entry.id
        datetime.datetime.fromisoformat(entry.updated)
        assert re.match(r"^(urn:|tag:|https?://)", entry.id), entry.id
    newest = max(entry.updated_parsed for entry in read.entries)
    assert read.feed.updated_parsed >= newest
    link = read.entries[0].link
    page = fetch(link if link.startswith(BASE_URL) else re.sub(r"^https?://[^/]+", "", link))
    assert page.status == 200, link


def test_openapi_is_valid_3_1(description):
    assert description["openapi"].startswith("3.1.")
    validate(description, cls=OpenAPIV31SpecValidator)


def test_openapi_operations_are_named_and_described(description):
    ids = []
    for path, item in description["paths"].items():
        for verb, operation in item.items():
            if verb not in {"get", "post", "put", "patch", "delete"}:
                continue
            ids.append(operation.get("operationId"))
            assert operation.get("operationId"), f"{verb} {path}"
            assert operation.get("summary") or operation.get("description"), f"{verb} {path}"
            assert operation.get("responses"), f"{verb} {path}"
            for name in re.findall(r"{([^}]+)}", path):
                given = operation.get("parameters", []) + item.get("parameters", [])
                assert any(p.get("name") == name or "$ref" in p for p in given), f"{verb} {path}: {name}"
    assert len(ids) == len(set(ids)), "operation ids are unique"


def test_every_readable_address_without_parameters_answers(description):
    """What the description promises to the public exists."""
    wrong = []
    for path, item in description["paths"].items():
        if "{" in path or "get" not in item or path.startswith("/events"):
            continue
        status = fetch(path, accept="application/json").status
        if status >= 500 or status == 405:
            wrong.append(f"{path}: {status}")
    assert not wrong, wrong


def test_json_twins_by_extension_and_by_accept(meeting):
    by_extension = json.loads(ok(f"{meeting}.json", "application/json").body)
    by_accept = json.loads(ok(meeting, "application/json", accept="application/json").body)
    assert by_extension == by_accept
    assert by_extension["meeting"]["record"]["title"]
    assert by_extension["meeting"]["record"]["path"] == meeting
    listed = json.loads(ok("/meetings.json", "application/json").body)
    rows = listed if isinstance(listed, list) else next(v for v in listed.values() if isinstance(v, list))
    assert rows


def test_accept_varies(meeting):
    vary = fetch(meeting, accept="text/html").headers.get("Vary", "")
    assert "accept" in [word.strip().lower() for word in vary.split(",")], f"Vary: {vary}"


@pytest.mark.parametrize("path", ["/no-such-page.json", "/meetings/no-such-meeting.json", "/members/XX.json"])
def test_not_found_is_a_problem(path):
    answer = fetch(path, accept="application/json")
    assert answer.status == 404
    assert answer.type == "application/problem+json", answer.type
    problem = json.loads(answer.body)
    assert problem["status"] == 404
    assert problem["title"] and problem.get("type", "about:blank")


def test_a_post_by_nobody_is_refused_with_a_problem():
    answer = fetch("/meetings", accept="application/json", method="POST", body=b"{}")
    assert answer.status in {401, 403, 404, 415, 422}, answer.status
    assert answer.type == "application/problem+json"


def test_pages_carry_the_headers_of_safety():
    headers = fetch("/", accept="text/html").headers
    policy = headers.get("Content-Security-Policy", "")
    assert policy and "unsafe-inline" not in policy and "unsafe-eval" not in policy, policy
    assert headers.get("X-Content-Type-Options") == "nosniff"
    assert headers.get("Referrer-Policy")
