"""Calendars: RFC 5545 as icalendar, vobject, recurring-ical-events and Thunderbird's ical.js read it."""

import datetime

import icalendar
import pytest
import recurring_ical_events
import vobject
from conftest import fetch, links, ok, thunderbird

FEEDS = ["/calendar.ics", "/bodies/SUMMIT.ics", "meeting"]


@pytest.fixture(params=FEEDS, ids=["calendar", "body", "meeting"])
def feed(request, meeting):
    path = f"{meeting}.ics" if request.param == "meeting" else request.param
    return ok(path, "text/calendar")


def events(calendar):
    found = [c for c in calendar.walk("VEVENT")]
    assert found, "no VEVENT"
    return found


def test_lines_are_folded_at_75_octets_and_end_in_crlf(feed):
    assert feed.body.endswith(b"\r\n")
    lines = feed.body.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines), "a bare LF or CR"
    long = [line for line in lines if len(line) > 75]
    assert not long, f"{len(long)} lines over 75 octets, first: {long[0]!r}"
    for line in lines:
        line.decode("utf-8")  # no character is cut by a fold


def test_charset_is_utf8(feed):
    assert (feed.headers.get_content_charset() or "utf-8") == "utf-8"


def test_required_properties(feed):
    calendar = icalendar.Calendar.from_ical(feed.body)
    assert str(calendar["VERSION"]) == "2.0"
    assert str(calendar["PRODID"])
    uids = set()
    for event in events(calendar):
        for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE"):
            assert name in event, f"{event.get('UID')} has no {name}"
        assert not event.errors, event.errors
        assert event["UID"] not in uids, f"{event['UID']} appears twice"
        uids.add(event["UID"])
        assert event["DTSTAMP"].dt.tzinfo is not None, "DTSTAMP is UTC"
        if "DTEND" in event:
            assert event["DTEND"].dt > event["DTSTART"].dt, event["UID"]


def test_times_name_their_zone_and_the_zone_is_enclosed(feed):
    calendar = icalendar.Calendar.from_ical(feed.body)
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    for event in events(calendar):
        for name in ("DTSTART", "DTEND"):
            if name not in event or not isinstance(event[name].dt, datetime.datetime):
                continue  # a whole day has no zone
            zone = event[name].params.get("TZID")
            assert zone, f"{event['UID']}: {name} without TZID"
            assert zone in zones, f"{event['UID']}: no VTIMEZONE for {zone}"


def test_uids_are_stable(feed):
    again = fetch(feed.url)
    uids = [str(e["UID"]) for e in events(icalendar.Calendar.from_ical(feed.body))]
    assert uids == [str(e["UID"]) for e in events(icalendar.Calendar.from_ical(again.body))]


def test_a_meeting_has_one_uid_everywhere(meeting):
    (own,) = events(icalendar.Calendar.from_ical(ok(f"{meeting}.ics", "text/calendar").body))
    everywhere = events(icalendar.Calendar.from_ical(ok("/calendar.ics", "text/calendar").body))
    same = [e for e in everywhere if e["UID"] == own["UID"]]
    assert same, f"{own['UID']} of {meeting} is not in /calendar.ics"
    assert same[0]["DTSTART"].dt == own["DTSTART"].dt
    assert int(same[0]["SEQUENCE"]) == int(own["SEQUENCE"])


def test_vobject_reads_the_same_events(feed):
    ours = events(icalendar.Calendar.from_ical(feed.body))
    read = vobject.readOne(feed.text)
    assert [e.uid.value for e in read.vevent_list] == [str(e["UID"]) for e in ours]
    assert [e.summary.value for e in read.vevent_list] == [str(e["SUMMARY"]) for e in ours]
    for event, our in zip(read.vevent_list, ours):
        start = our["DTSTART"].dt
        if isinstance(start, datetime.datetime):
            assert event.dtstart.value.astimezone(datetime.UTC) == start.astimezone(datetime.UTC)


def test_thunderbird_reads_the_same_events(feed):
    ours = events(icalendar.Calendar.from_ical(feed.body))
    read = thunderbird(feed.text)["events"]
    assert [e["uid"] for e in read] == [str(e["UID"]) for e in ours]
    for event, our in zip(read, ours):
        start = our["DTSTART"].dt
        if isinstance(start, datetime.datetime):
            assert datetime.datetime.fromisoformat(event["start"]) == start.astimezone(datetime.UTC), event["uid"]
            assert event["zone"] == our["DTSTART"].params.get("TZID"), event["uid"]


def test_every_event_falls_on_its_days(meeting):
    calendar = icalendar.Calendar.from_ical(ok(f"{meeting}.ics", "text/calendar").body)
    (event,) = events(calendar)
    found = recurring_ical_events.of(calendar).at(event["DTSTART"].dt)
    assert [str(e["UID"]) for e in found] == [str(event["UID"])]


def test_a_cancelled_meeting_says_so_and_has_moved_on():
    """The demonstration holds a cancelled meeting: STATUS:CANCELLED, SEQUENCE above 0, METHOD:CANCEL of its own."""
    calendar = icalendar.Calendar.from_ical(ok("/calendar.ics", "text/calendar").body)
    cancelled = [e for e in events(calendar) if str(e.get("STATUS", "")) == "CANCELLED"]
    if not cancelled:
        pytest.skip("the demonstration has no cancelled meeting in /calendar.ics")
    for event in cancelled:
        assert int(event["SEQUENCE"]) > 0, event["UID"]
    own = [
        calendar for calendar in (
            icalendar.Calendar.from_ical(fetch(f"{href}.ics").body)
            for href in links("/meetings", r"^/meetings/(?!new$|past$|upcoming$)[^/.?#]+$")[:60]
        ) if str(calendar.get("METHOD", "")) == "CANCEL"
    ]
    for calendar in own:
        for event in events(calendar):
            assert str(event["STATUS"]) == "CANCELLED"
            assert int(event["SEQUENCE"]) > 0


def test_others_are_confirmed_or_tentative():
    calendar = icalendar.Calendar.from_ical(ok("/calendar.ics", "text/calendar").body)
    for event in events(calendar):
        assert str(event.get("STATUS", "CONFIRMED")) in {"CONFIRMED", "TENTATIVE", "CANCELLED"}


def test_an_unchanged_calendar_is_not_sent_again():
    import urllib.request

    from conftest import BASE_URL, _opener

    first = ok("/calendar.ics", "text/calendar")
    etag = first.headers.get("ETag")
    assert etag, "no ETag"
    request = urllib.request.Request(BASE_URL + "/calendar.ics", headers={"If-None-Match": etag})
    try:
        status = _opener.open(request, timeout=30).status
    except urllib.error.HTTPError as error:
        status = error.code
    assert status == 304
