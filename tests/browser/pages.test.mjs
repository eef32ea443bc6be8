// Every page: no finding of axe in light and dark, no error in the console, nothing refused by the CSP, one h1,
// a language, no key of a missing text, the focus where the page begins, and at 320 px neither sideways scrolling
// nor text that is cut off.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addressOf, axe, launch, pages, reader, roles, signIn, watched } from './helper.mjs';

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
    // Only a page that says so moves the focus (`autofocus`); only the order of the page orders the stops.
    stolen: document.activeElement !== document.body && !document.activeElement.autofocus ? document.activeElement.outerHTML.slice(0, 120) : '',
    jumps: [...document.querySelectorAll('[tabindex]')].filter((e) => e.tabIndex > 0).map((e) => e.outerHTML.slice(0, 120)),
    ids: [...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, n, all) => all.indexOf(id) !== n),
  }));
}

/** Keys of texts that were never written: a text missing in every language shows as its key. */
async function rawKeys(page) {
  return page.evaluate(() => {
    const key = /^(action|agenda|agreement|body|calendar|chair|choice|class|document|error|field|footer|hint|home|journal|kind|meeting|member|nav|notice|partner|person|search|standing)-[a-z0-9_]+(-[a-z0-9_]+)*$/;
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const text = node.textContent.trim();
      if (key.test(text) && !node.parentElement.closest('code, pre, kbd, samp, script, .mono')) found.push(text);
    }
    for (const e of document.querySelectorAll('[aria-label], [placeholder], [alt], [title]')) {
      for (const name of ['aria-label', 'placeholder', 'alt', 'title']) {
        if (key.test(e.getAttribute(name) ?? '')) found.push(`${name}="${e.getAttribute(name)}"`);
      }
    }
    return found;
  });
}

/** What sticks out to the right, by name, when the page is wider than the window. */
async function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    // A table becomes cards: it need not scroll in its own box either.
    const tables = [...document.querySelectorAll('.table-wrap')]
      .filter((e) => e.scrollWidth > e.clientWidth + 1)
      .map((e) => `the table "${e.querySelector('caption, th')?.textContent.trim().slice(0, 40)}" is ${e.scrollWidth} px wide in ${e.clientWidth}`);
    if (tables.length > 0 || document.scrollingElement.scrollWidth <= width) return tables;
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

/** Words that a box of fixed size cuts off. What is hidden from the eye on purpose is 1 px; what scrolls can be read. */
async function cut(page) {
  return page.evaluate(() => [...document.body.querySelectorAll('*')]
    .filter((e) => {
      const s = getComputedStyle(e);
      if (!['hidden', 'clip'].includes(s.overflowX) || e.clientWidth <= 1 || e.closest('svg, .vh')) return false;
      return e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.textContent.trim() !== '';
    })
    .slice(0, 5)
    .map((e) => `${e.localName}.${[...e.classList].join('.')} shows ${e.clientWidth} of ${e.scrollWidth} px: ${e.textContent.trim().slice(0, 60)}`));
}

async function check(context, entry) {
  const { page, problems } = await watched(context);
  try {
    const address = await addressOf(page, entry);
    problems.length = 0;
    const answer = await page.goto(address);
    assert.equal(answer.status(), entry.status ?? 200, `${address} answers ${answer.status()}`);
    const { h1, lang, title, main, stolen, jumps, ids } = await shape(page);
    assert.equal(h1, 1, `${address} has ${h1} visible h1`);
    assert.match(lang, /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, `${address}: lang is "${lang}"`);
    assert.ok(title, `${address} has no title`);
    assert.equal(main, 1, `${address} has ${main} <main>`);
    assert.equal(stolen, '', `${address} moves the focus when it opens`);
    assert.deepEqual(jumps, [], `${address} has a focus order of its own`);
    assert.deepEqual(ids, [], `${address} uses an id twice`);
    assert.deepEqual(await rawKeys(page), [], `${address} shows keys instead of texts`);
    const findings = await axe(page);
    assert.equal(findings.length, 0, `axe on ${address}:\n  ${findings.join('\n  ')}`);
    await page.setViewportSize({ width: 320, height: 640 });
    const wide = await overflow(page);
    assert.equal(wide.length, 0, `${address} scrolls sideways at 320 px:\n  ${wide.join('\n  ')}`);
    assert.deepEqual(await cut(page), [], `${address} cuts text off at 320 px`);
    assert.deepEqual(problems, [], address);
  } finally {
    await page.close();
  }
}

for (const colorScheme of ['light', 'dark']) {
  for (const role of roles) {
    describe(`${role}, ${colorScheme}`, () => {
      let context;
      before(async () => {
        context = await reader(browser, { colorScheme });
        if (role === 'anonymous') return;
        const page = await context.newPage();
        await signIn(page, role);
        await page.close();
      });
      after(() => context?.close());
      for (const entry of pages[role]) test(entry.name, () => check(context, entry));
    });
  }
}

// Other languages have longer words: what fits in English at 320 px must fit in them too.
describe('anonymous, Indonesian', () => {
  let context;
  before(async () => {
    context = await reader(browser, { viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    await page.goto('/id/');
    await page.close();
  });
  after(() => context?.close());
  for (const entry of pages.anonymous) {
    test(entry.name, async () => {
      const { page, problems } = await watched(context);
      try {
        const address = await addressOf(page, entry);
        problems.length = 0;
        await page.goto(address);
        assert.equal((await shape(page)).lang, 'id', address);
        assert.deepEqual(await rawKeys(page), [], `${address} shows keys instead of texts`);
        assert.deepEqual(await overflow(page), [], `${address} scrolls sideways at 320 px`);
        assert.deepEqual(await cut(page), [], `${address} cuts text off at 320 px`);
        assert.deepEqual(problems, [], address);
      } finally {
        await page.close();
      }
    });
  }
});

test('pages of the signed in do not exist for the public', async () => {
  const context = await reader(browser);
  // What the public may read too, an officer reads with more on it.
  const open = ['/meetings/cpr-demo', '/meetings/cpr-demo/agenda'];
  for (const { path } of roles.filter((r) => r !== 'anonymous').flatMap((r) => pages[r]).filter((e) => !open.includes(e.path))) {
    const answer = await context.request.get(path, { maxRedirects: 0 });
    assert.ok([302, 303, 401, 404].includes(answer.status()), `${path} answers ${answer.status()} to the public`);
  }
  await context.close();
});
