// Reads a calendar from standard input with ical.js and prints what a calendar program would show.
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, 'utf8')));
for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
const events = calendar.getAllSubcomponents('vevent').map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary,
    sequence: event.sequence,
    status: component.getFirstPropertyValue('status'),
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate?.toJSDate().toISOString() ?? null,
    zone: event.startDate.zone?.tzid ?? null,
    allDay: event.startDate.isDate,
  };
});
console.log(JSON.stringify({ method: calendar.getFirstPropertyValue('method'), events }));
