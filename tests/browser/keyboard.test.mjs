// Without a mouse: the skip link, a visible focus at every stop, nothing hidden behind something, stops in the order
// the eye reads, search suggestions, menus, and the agenda of a meeting.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { field, hooks, launch, reader, signIn, watched, words } from './helper.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const STOPS_MAX = 200;

/** How the focused element looks, and how it looks without the focus. */
async function focus(page) {
  return page.evaluate(() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const look = (x) => {
      const s = getComputedStyle(x);
      return {
        outline: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 ? `${s.outlineColor} ${s.outlineWidth}` : '',
        rest: [s.boxShadow, s.backgroundColor, s.borderColor, s.borderWidth, s.textDecoration].join('|'),
      };
    };
    const box = e.getBoundingClientRect();
    // An SVG or a label may carry the ring of what is inside it.
    const around = [e, e.parentElement, e.nextElementSibling].filter(Boolean).map(look);
    const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    e.blur();
    const without = [e, e.parentElement, e.nextElementSibling].filter(Boolean).map(look);
    e.focus({ preventScroll: true });
    return {
      name: `${e.localName} "${(e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40)}" ${e.getAttribute('href') ?? e.getAttribute('name') ?? ''}`,
      ring: around.some((a, i) => a.outline !== '' && a.outline !== without[i].outline || a.rest !== without[i].rest),
      inWindow: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      obscured: top !== null && top !== e && !e.contains(top) && !top.contains(e) && !(e.labels && [...e.labels].some((l) => l.contains(top))),
      same: e.dataset.seen === 'yes' || ((e.dataset.seen = 'yes'), false),
    };
  });
}

test('the skip link comes first and leads to the contents', async () => {
  const context = await reader(browser);
  const { page, problems } = await watched(context);
  await page.goto('/');
  await page.keyboard.press('Tab');
  const first = page.locator(':focus');
  const href = await first.getAttribute('href');
  assert.match(href ?? '', /^#/, 'the first stop is a link within the page');
  assert.ok(await first.isVisible(), 'the skip link shows when it has the focus');
  await page.keyboard.press('Enter');
  assert.ok(await page.locator(href).evaluate((e) => e.localName === 'main' || e.closest('main') !== null || e.querySelector('main') !== null), `${href} is the contents`);
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement?.closest('main') !== null), 'the next stop is within the contents');
  assert.deepEqual(problems, []);
  await context.close();
});

for (const [name, viewport] of [['wide', { width: 1280, height: 900 }], ['narrow', { width: 390, height: 844 }]]) {
  test(`the focus is visible at every stop of the home page, ${name}`, async () => {
    const context = await reader(browser, { viewport });
    const { page } = await watched(context);
    await page.goto('/');
    const wrong = [];
    let stops = 0;
    for (; stops < STOPS_MAX; stops += 1) {
      await page.keyboard.press('Tab');
      const at = await focus(page);
      if (at === null || at.same) break;
      if (!at.ring) wrong.push(`no visible focus on ${at.name}`);
      if (!at.inWindow) wrong.push(`outside the window: ${at.name}`);
      else if (at.obscured) wrong.push(`covered by something: ${at.name}`);
    }
    assert.ok(stops > 3, `only ${stops} stops`);
    assert.ok(stops < STOPS_MAX, 'the keyboard is never led out of the page');
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test('search suggestions are walked and chosen by keyboard', async () => {
  const context = await reader(browser);
  const { page, problems } = await watched(context);
  await page.goto('/');
  const box = page.locator(`${hooks.form.search} [name="q"], header [name="q"]`).first();
  await box.focus();
  await page.keyboard.type('chart', { delay: 30 });
  const options = page.getByRole('listbox').getByRole('option');
  await options.first().waitFor();
  assert.equal(await box.getAttribute('role'), 'combobox');
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('ArrowDown');
  const active = await box.getAttribute('aria-activedescendant');
  assert.ok(active, 'the arrow marks a suggestion');
  assert.equal(await page.locator(`[id="${active}"]`).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Escape');
  await page.waitForFunction((e) => e.getAttribute('aria-expanded') === 'false', await box.elementHandle());
  assert.ok((await box.inputValue()).length >= 5, 'Escape closes the list and keeps what was typed');
  await page.keyboard.press('ArrowDown');
  await options.first().waitFor();
  if (!(await box.getAttribute('aria-activedescendant'))) await page.keyboard.press('ArrowDown');
  const before = page.url();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.href !== before);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  assert.deepEqual(problems, []);
  await context.close();
});

test('the search form answers without suggestions too', async () => {
  const context = await reader(browser, { javaScriptEnabled: false });
  const { page } = await watched(context);
  await page.goto('/');
  await page.locator(`${hooks.form.search} [name="q"], header [name="q"]`).first().fill('charter');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/search\?.*q=charter/);
  assert.match(await page.getByRole('main').innerText(), /charter/i);
  await context.close();
});

/** The stops within the contents in the order of Tab, each with its place on the page. */
async function stopsOf(page) {
  await page.locator('main').focus();
  const stops = [];
  for (let n = 0; n < STOPS_MAX; n += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e?.closest('main')) return null;
      const box = e.getBoundingClientRect();
      const column = e.closest('aside') ? 'aside' : 'main';
      return { name: e.name || e.textContent.trim().slice(0, 40), column, top: box.top + scrollY, left: box.left, bottom: box.bottom + scrollY, right: box.right };
    });
    if (at === null) break;
    stops.push(at);
  }
  return stops;
}

for (const path of ['/meetings/new', '/meetings/cpr-demo', '/meetings/cpr-demo/agenda', '/account']) {
  test(`Tab follows the order of reading on ${path}`, async () => {
    const context = await reader(browser);
    const { page } = await watched(context);
    await signIn(page);
    await page.goto(path);
    const stops = await stopsOf(page);
    assert.ok(stops.length > 2, `only ${stops.length} stops`);
    const wrong = [];
    for (let n = 1; n < stops.length; n += 1) {
      const [a, b] = [stops[n - 1], stops[n]];
      // A date has a stop for each of its parts.
      if (a.name === b.name && a.top === b.top && a.left === b.left) continue;
      // Beside each other: to the right. Otherwise downwards; the second column begins at its own top.
      const sameLine = a.top < b.bottom && b.top < a.bottom;
      const fine = a.column !== b.column || (sameLine ? b.left > a.left : b.top > a.top);
      if (!fine) wrong.push(`${a.name} → ${b.name}`);
    }
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

/** Tab, or Shift and Tab, until the focus is on the control. */
async function tabTo(page, control, key = 'Tab') {
  for (let n = 0; n < STOPS_MAX; n += 1) {
    if (await control.evaluate((e) => e === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`the keyboard does not reach ${await control.evaluate((e) => e.outerHTML.slice(0, 120))}`);
}

test('an agenda is written, ordered and mended with the keyboard alone', async () => {
  const context = await reader(browser);
  const { page, problems } = await watched(context);
  await signIn(page);
  await page.goto('/meetings/cpr-demo/agenda');
  const form = page.locator(hooks.form.agenda);
  const row = (title) => page.getByRole('row').filter({ hasText: title });
  const title = `Keyboard ${Date.now() % 1_000_000}`;
  for (const name of [`${title} A`, `${title} B`]) {
    await tabTo(page, await field(form, 'title'));
    await page.keyboard.type(name);
    await tabTo(page, await field(form, 'minutes'));
    await page.keyboard.type('25');
    await tabTo(page, form.getByRole('button', { name: words('button', 'agendaAdd') }));
    await page.keyboard.press('Enter');
    await row(name).waitFor();
    assert.match(await row(name).innerText(), /25/, 'the minutes are kept');
  }
  const position = async (name) =>
    (await page.getByRole('row').allInnerTexts()).findIndex((text) => text.includes(name));
  assert.ok(await position(`${title} A`) < await position(`${title} B`));
  await tabTo(page, row(`${title} B`).locator('form:has([value="up"]) button'));
  await page.keyboard.press('Enter');
  await page.waitForLoadState();
  await page.waitForFunction((t) => {
    const all = [...document.querySelectorAll('tr')].map((r) => r.textContent);
    return all.findIndex((x) => x.includes(`${t} B`)) < all.findIndex((x) => x.includes(`${t} A`));
  }, title);
  // An empty title is refused; the reader starts at what to mend and is led to the field.
  await tabTo(page, form.getByRole('button', { name: words('button', 'agendaAdd') }));
  await page.keyboard.press('Enter');
  await page.locator('.error-summary').waitFor();
  assert.ok(await page.evaluate(() => document.activeElement?.matches('.error-summary')), 'the focus is on what to mend');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.name), 'title', 'the message leads to its field');
  assert.deepEqual(problems, []);
  await context.close();
});

test('menus open, are left by Escape and give the focus back', async () => {
  const context = await reader(browser);
  const { page, problems } = await watched(context);
  await page.goto('/');
  const summary = page.locator('header details.menu > summary').first();
  await tabTo(page, summary);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement?.closest('details.menu[open]') !== null), 'the next stop is in the menu');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('details.menu[open]').count(), 0);
  assert.ok(await summary.evaluate((e) => e === document.activeElement), 'the focus is back on the button');
  assert.deepEqual(problems, []);
  await context.close();
});

test('dark is chosen by keyboard and kept', async () => {
  const context = await reader(browser, { colorScheme: 'light' });
  const { page } = await watched(context);
  await page.goto('/');
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  const toggle = page.locator('[data-theme-toggle]').first();
  await tabTo(page, toggle);
  await page.keyboard.press('Space');
  assert.equal(await toggle.getAttribute('aria-pressed'), 'true');
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.goto('/meetings');
  assert.equal(await ground(), dark, 'the choice is kept on the next page');
  await context.close();
});
