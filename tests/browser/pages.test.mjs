// Every page: no finding of axe in light and dark, no error in the console, nothing refused by the CSP, one h1,
// a language, and no sideways scrolling at 320 px.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addressOf, axe, launch, pages, reader, signIn, watched } from './helper.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

async function shape(page) {
  return page.evaluate(() => ({
    h1: [...document.querySelectorAll('h1')].filter((h) => h.checkVisibility()).length,
    lang: document.documentElement.lang,
    title: document.title.trim(),
    dir: document.documentElement.dir,
    main: document.querySelectorAll('main').length,
  }));
}

/** What sticks out to the right, by name, when the page is wider than the window. */
async function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return [];
    const scrolls = (e) => {
      for (let p = e.parentElement; p; p = p.parentElement) {
        if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(p).overflowX)) return true;
      }
      return false;
    };
    return [...document.body.querySelectorAll('*')]
      .filter((e) => e.getBoundingClientRect().right > width + 1 && !scrolls(e))
      .slice(0, 5)
      .map((e) => `${e.localName}.${[...e.classList].join('.')} reaches ${Math.round(e.getBoundingClientRect().right)} px`)
      .concat(`the page is ${document.scrollingElement.scrollWidth} px wide in ${width}`);
  });
}

async function check(context, entry) {
  const { page, problems } = await watched(context);
  try {
    const address = await addressOf(page, entry);
    problems.length = 0;
    const answer = await page.goto(address);
    assert.equal(answer.status(), entry.status ?? 200, `${address} answers ${answer.status()}`);
    const { h1, lang, title, main } = await shape(page);
    assert.equal(h1, 1, `${address} has ${h1} visible h1`);
    assert.match(lang, /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, `${address}: lang is "${lang}"`);
    assert.ok(title, `${address} has no title`);
    assert.equal(main, 1, `${address} has ${main} <main>`);
    const findings = await axe(page);
    assert.equal(findings.length, 0, `axe on ${address}:\n  ${findings.join('\n  ')}`);
    await page.setViewportSize({ width: 320, height: 640 });
    const wide = await overflow(page);
    assert.equal(wide.length, 0, `${address} scrolls sideways at 320 px:\n  ${wide.join('\n  ')}`);
    assert.deepEqual(problems, [], address);
  } finally {
    await page.close();
  }
}

for (const colorScheme of ['light', 'dark']) {
  describe(`anonymous, ${colorScheme}`, () => {
    let context;
    before(async () => { context = await reader(browser, { colorScheme }); });
    after(() => context?.close());
    for (const entry of pages.anonymous) test(entry.name, () => check(context, entry));
  });

  describe(`desk officer, ${colorScheme}`, () => {
    let context;
    before(async () => {
      context = await reader(browser, { colorScheme });
      const page = await context.newPage();
      await signIn(page, 'officer');
      await page.close();
    });
    after(() => context?.close());
    for (const entry of pages.officer) test(entry.name, () => check(context, entry));
  });
}

test('pages of officers do not exist for the public', async () => {
  const context = await reader(browser);
  for (const { path } of pages.officer) {
    const answer = await context.request.get(path, { maxRedirects: 0 });
    assert.ok([302, 303, 401, 404].includes(answer.status()), `${path} answers ${answer.status()} to the public`);
  }
  await context.close();
});
