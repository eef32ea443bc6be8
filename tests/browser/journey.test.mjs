// The main journey: plan a meeting, convene it, agenda, circulation, the public's view: by click, by keyboard, without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { field, hooks, kindOf, launch, momentFor, reader, signIn, watched, words } from './helper.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const meeting = (title) => ({
  body_code: 'SUMMIT', ordinal: String(1000 + Math.floor(Math.random() * 8000)), own_title: title, class: 'public',
  start: '2031-03-03T09:00', end: '2031-03-03T17:30', zone: 'Asia/Jakarta', document_weeks: '3',
  mode: 'physical', venue: 'Gedung Sekretariat', city: 'Jakarta', country: 'ID', host: 'ID', chair: 'ID',
});

/** The option whose value or words are meant; a form may hold codes or names, so the nearest real one is taken. */
async function optionFor(control, wanted) {
  const options = await control.evaluate((e) => [...e.options].map((o) => ({ value: o.value, text: o.text.trim(), disabled: o.disabled })));
  const usable = options.filter((o) => !o.disabled && o.value !== '');
  const loose = (s) => s.toLowerCase().replace(/[^a-z0-9]/g, '');
  return usable.find((o) => o.value === wanted)
    ?? usable.find((o) => loose(o.value) === loose(wanted) || loose(o.text) === loose(wanted))
    ?? usable.find((o) => loose(o.value).startsWith(loose(wanted)) || loose(o.text).includes(loose(wanted)))
    ?? usable[0];
}

/** Fills by pointer and by value. Works without script too. */
async function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const control = await field(form, name);
    const kind = await kindOf(control);
    if (kind === 'select') await control.selectOption((await optionFor(control, value)).value);
    else if (kind === 'radio') await radio(form, name, value).check();
    else await control.fill(momentFor(kind, value));
  }
}

const radio = (form, name, value) =>
  form.locator(`[name="${name}"][value="${value}"]`).or(form.locator(`[name="${name}"]`)).first();

const submit = (form, name) => form.getByRole('button', { name: words('button', name) }).first();

/** Fields that the contract names but the form lacks. */
async function missingFields(form) {
  const names = await form.locator('[name]').evaluateAll((all) => all.map((e) => e.name));
  return hooks.fields.filter((name) => !names.includes(name));
}

/** On the page of the meeting that was just planned. */
async function planned(page, title) {
  await page.waitForURL((url) => /^\/meetings\/(?!new)[^/]+/.test(url.pathname));
  const heading = page.getByRole('heading', { level: 1 });
  assert.match(await heading.innerText(), new RegExp(title), 'the page of the new meeting names it');
  return new URL(page.url()).pathname.split('/').slice(0, 3).join('/');
}

/** Members are called to the meeting: the next step on its page. */
async function convene(page, address) {
  await page.goto(address);
  await page.getByRole('main').getByRole('button', { name: words('button', 'convene') }).click();
  await page.waitForURL((url) => url.pathname === address && url.search !== '');
  assert.equal(await stepNow(page), 'Convened');
}

/** Where the meeting stands, as its progress says it. */
const stepNow = async (page) =>
  (await page.locator('.status-steps [aria-current="step"]').innerText()).split('\n')[0].trim();

async function addAgenda(page, address, items) {
  for (const item of items) {
    await page.goto(address);
    await page.getByRole('main').getByRole('link', { name: words('link', 'agenda') }).first().click();
    await page.waitForURL((url) => url.pathname === `${address}/agenda`);
    const form = page.locator(hooks.form.agenda).first();
    await (await field(form, 'title')).fill(item);
    await submit(form, 'agendaAdd').click();
    await page.getByText(item, { exact: false }).first().waitFor();
  }
}

async function circulate(page, address) {
  await page.goto(address);
  await page.getByRole('main').getByRole('button', { name: words('button', 'circulate') }).click();
  await page.waitForURL((url) => url.pathname === address && url.search !== '');
  assert.match(await page.getByRole('status').first().innerText(), /circulated/i, 'the page says that the agenda was circulated');
  assert.equal(await stepNow(page), 'Agenda circulated');
}

/** What anybody sees afterwards, and the files they can take away. */
async function seenByThePublic(address, title, items) {
  const context = await reader(browser);
  const { page, problems } = await watched(context);
  const answer = await page.goto(address);
  assert.equal(answer.status(), 200, 'the public may see a public meeting');
  const text = await page.getByRole('main').innerText();
  for (const wanted of [title, ...items]) assert.ok(text.includes(wanted), `the public page shows "${wanted}"`);
  for (const [extension, type, start] of [['ics', 'text/calendar', 'BEGIN:VCALENDAR'], ['pdf', 'application/pdf', '%PDF-']]) {
    const link = page.locator(`a[href$=".${extension}"]`).first();
    const href = await link.getAttribute('href');
    const file = await context.request.get(href);
    assert.equal(file.status(), 200, href);
    assert.ok(file.headers()['content-type'].startsWith(type), `${href} is ${file.headers()['content-type']}`);
    assert.ok((await file.body()).subarray(0, 20).toString('latin1').startsWith(start), `${href} begins with ${start}`);
  }
  assert.deepEqual(problems, []);
  await context.close();
}

async function journey(context, title) {
  const { page, problems } = await watched(context);
  await signIn(page);
  await page.goto('/meetings/new');
  const form = page.locator(hooks.form.plan);
  await fill(form, meeting(title));
  await submit(form, 'plan').click();
  const address = await planned(page, title);
  assert.equal(await stepNow(page), 'Planned');
  await convene(page, address);
  const items = ['Adoption of the agenda', 'Exchange of views on the regional situation'];
  await addAgenda(page, address, items);
  await circulate(page, address);
  await seenByThePublic(address, title, items);
  assert.deepEqual(problems, []);
}

test('a meeting is planned, convened, its agenda circulated and read by the public', async () => {
  const context = await reader(browser);
  await journey(context, 'Journey by pointer');
  await context.close();
});

test('the same journey works without JavaScript', async () => {
  const context = await reader(browser, { javaScriptEnabled: false });
  await journey(context, 'Journey without script');
  await context.close();
});

test('an empty form is answered with messages at its fields and keeps what was typed', async () => {
  const context = await reader(browser);
  const { page } = await watched(context);
  await signIn(page);
  await page.goto('/meetings/new');
  const form = page.locator(hooks.form.plan);
  assert.deepEqual(await missingFields(form), [], 'the form has the fields of the contract');
  await (await field(form, 'city')).fill('Luang Prabang');
  // The server's own checks are meant, not the browser's.
  await form.evaluate((f) => { f.noValidate = true; });
  const [answer] = await Promise.all([
    page.waitForResponse((r) => r.request().method() === 'POST'),
    submit(form, 'plan').click(),
  ]);
  assert.equal(answer.status(), 422);
  await page.waitForLoadState();
  const invalid = page.locator('[aria-invalid="true"]');
  assert.ok(await invalid.count() > 0, 'a field is marked as invalid');
  for (const control of await invalid.all()) {
    const message = await control.evaluate((e) =>
      (e.getAttribute('aria-describedby') ?? e.getAttribute('aria-errormessage') ?? '').split(/\s+/)
        .map((id) => document.getElementById(id)?.textContent.trim() ?? '').join(' ').trim());
    assert.ok(message, `${await control.getAttribute('name')} says what is wrong`);
  }
  assert.ok(
    await page.evaluate(() => document.activeElement?.matches('.error-summary')),
    'the reader starts at the list of what to mend',
  );
  const first = page.locator('.error-summary a').first();
  await first.click();
  assert.equal(await page.evaluate(() => `#${document.activeElement?.id}`), await first.getAttribute('href'), 'a message leads to its field');
  assert.equal(await (await field(page.locator(hooks.form.plan), 'city')).inputValue(), 'Luang Prabang');
  await context.close();
});

/** Moves the focus by Tab until it is on the control, as a reader without a mouse does. */
async function tabTo(page, control, most = 150) {
  for (let n = 0; n < most; n += 1) {
    if (await control.evaluate((e) => e === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach ${await control.evaluate((e) => e.outerHTML.slice(0, 120))}`);
}

/** Types a moment into a date control: as the United Kingdom writes it, and if the browser is American, so. */
async function typeMoment(page, control, kind, moment) {
  const [year, month, day] = moment.slice(0, 10).split('-');
  const [hour, minute] = moment.slice(11).split(':');
  const half = String(Number(hour) % 12 || 12).padStart(2, '0');
  const ways = [
    { date: day + month + year, time: hour + minute },
    { date: month + day + year, time: half + minute + (Number(hour) < 12 ? 'A' : 'P') },
  ];
  for (const way of ways) {
    if (kind !== 'time') await page.keyboard.type(way.date);
    // The year takes six digits: the arrow leaves it.
    if (kind === 'datetime-local') await page.keyboard.press('ArrowRight');
    if (kind !== 'date') await page.keyboard.type(way.time);
    if (await control.inputValue() === momentFor(kind, moment)) return;
    for (let n = 0; n < 6; n += 1) await page.keyboard.press('ArrowLeft');
  }
}

async function typeInto(page, form, name, value) {
  const control = await field(form, name);
  const kind = await kindOf(control);
  if (kind === 'radio') {
    const group = form.locator(`[name="${name}"]`);
    const inGroup = () => group.evaluateAll((all) => all.includes(document.activeElement));
    for (let n = 0; n < 150 && !(await inGroup()); n += 1) await page.keyboard.press('Tab');
    const wanted = radio(form, name, value);
    await page.keyboard.press('Space');
    for (let n = 0; n < 12 && !(await wanted.isChecked()); n += 1) await page.keyboard.press('ArrowDown');
    assert.ok(await wanted.isChecked(), `${name} is chosen by keyboard`);
    return;
  }
  await tabTo(page, control);
  if (kind === 'select') {
    const option = await optionFor(control, value);
    await page.keyboard.type(option.text);
    if (await control.inputValue() !== option.value) {
      await page.keyboard.press('Home');
      for (let n = 0; n < 800 && await control.inputValue() !== option.value; n += 1) await page.keyboard.press('ArrowDown');
    }
    assert.equal(await control.inputValue(), option.value, `${name} is chosen by keyboard`);
  } else if (['date', 'time', 'datetime-local'].includes(kind)) {
    await typeMoment(page, control, kind, value);
    assert.equal(await control.inputValue(), momentFor(kind, value), `${name} is typed`);
  } else {
    await page.keyboard.press('Control+A');
    await page.keyboard.type(value);
    // A list of suggestions must not eat the next Tab.
    await page.keyboard.press('Escape');
    assert.equal(await control.inputValue(), value, `${name} is typed`);
  }
}

test('a meeting is planned with the keyboard alone', async () => {
  const context = await reader(browser);
  const { page, problems } = await watched(context);
  await signIn(page);
  await page.goto('/meetings/new');
  const form = page.locator(hooks.form.plan);
  const title = 'Journey by keyboard';
  const values = meeting(title);
  // In the order of the page, so that Tab is never pressed backwards.
  const order = await form.locator('[name]:not([type="hidden"])').evaluateAll((all) => [...new Set(all.map((e) => e.name))]);
  for (const name of order.filter((n) => n in values)) await typeInto(page, form, name, values[name]);
  await tabTo(page, submit(form, 'plan'));
  await page.keyboard.press('Enter');
  await planned(page, title);
  assert.deepEqual(problems, []);
  await context.close();
});

test('signing out ends what an officer may do', async () => {
  const context = await reader(browser);
  const { page } = await watched(context);
  await signIn(page);
  await page.goto('/desk');
  await page.locator('header details.menu:has(form[action$="/sign-out"]) > summary').click();
  await page.locator('form[action$="/sign-out"]').getByRole('button').click();
  await page.waitForLoadState();
  const answer = await context.request.get('/desk', { maxRedirects: 0 });
  assert.ok([302, 303, 401, 404].includes(answer.status()), `/desk answers ${answer.status()} after signing out`);
  await context.close();
});

test('every state of a meeting is told in words, not by colour alone', async () => {
  const context = await reader(browser);
  const { page } = await watched(context);
  const words = { som: 'Agenda circulated', 'som-ed': 'Postponed', acdm: 'Cancelled', seom: 'In session', accmsme: 'Concluded' };
  for (const [key, word] of Object.entries(words)) {
    await page.goto(`/meetings/${key}-demo`);
    assert.equal(await page.locator('.page-head .badge').first().innerText(), word, key);
  }
  await page.goto('/meetings?status=cancelled');
  assert.match(await page.getByRole('main').innerText(), /Cancelled/, 'lists say it too');
  await context.close();
});
