// Reading without a mouse: the skip link, a visible focus at every stop, nothing hidden behind something,
// and search suggestions.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hooks, launch, reader, watched } from './helper.mjs';

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
