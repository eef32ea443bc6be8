// What every browser test shares: the browser, visits that watch for errors, and signing in.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const here = (name) => new URL(name, import.meta.url);

export const BASE_URL = (process.env.BASE_URL ?? '').replace(/\/$/, '');
export const pages = JSON.parse(readFileSync(here('pages.json'), 'utf8'));
/** Who reads: `anonymous` and the roles of the demonstration that have pages of their own. */
export const roles = Object.keys(pages).filter((key) => key !== '//');
export const hooks = JSON.parse(readFileSync(here('hooks.json'), 'utf8'));

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Debian's Chromium. The flags keep it from looking for hosts that this closed network refuses. */
export async function launch() {
  assert.ok(BASE_URL, 'BASE_URL names the running server; `cargo xtask test --only browser` sets it');
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--lang=en-GB', '--disable-component-update', '--disable-sync',
    ],
  });
}

/** A reader with a browser of their own: no cookies, English, one time zone. */
export async function reader(browser, options = {}) {
  const context = await browser.newContext({
    baseURL: BASE_URL,
    locale: 'en-GB',
    timezoneId: 'Asia/Jakarta',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(15_000);
  return context;
}

/** A page that remembers what went wrong on it: script errors, console errors, refusals by the CSP, failed requests. */
export async function watched(context) {
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const { url } = message.location();
    // A page that is meant to be refused (404, 422) logs its own status; everything else it logs counts.
    if (/the server responded with a status of 4\d\d/.test(message.text()) && url === page.url()) return;
    problems.push(`console: ${message.text()} (${url})`);
  });
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
      problems.push(`request failed: ${request.url()} ${request.failure()?.errorText}`);
    }
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(BASE_URL) && !/^(data|blob|about):/.test(url)) problems.push(`leaves the house: ${url}`);
  });
  return { page, problems };
}

/** The address of an entry of pages.json; `link` entries are looked up on their list. */
const found = new Map();
export async function addressOf(page, entry) {
  if (!entry.link) return entry.path;
  const key = entry.path + entry.link;
  if (!found.has(key)) {
    await page.goto(entry.path);
    const links = await page.locator('main a[href], [role="main"] a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    const match = links.find((href) => new RegExp(entry.link).test(href));
    assert.ok(match, `no link like ${entry.link} on ${entry.path}`);
    found.set(key, match);
  }
  return found.get(key);
}

/** What axe finds, as readable lines. axe runs through the debugger, so the page's own CSP stays in force. */
export async function axe(page) {
  await page.evaluate(AXE);
  const result = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }),
    AXE_TAGS,
  );
  return result.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id} (${violation.impact}): ${node.target.join(' ')}\n    ${node.html.slice(0, 200)}\n    ${(node.failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 300)}`));
}

/** Signs in to a role of the demonstration with its one button. */
export async function signIn(page, role = 'officer') {
  await page.goto('/sign-in');
  const form = page.locator(`form[action$="/demo/sign-in"]:has([name="role"][value="${role}"])`);
  // Either one form for each role, or one form whose buttons carry the role.
  const button = page.locator(`button[name="role"][value="${role}"]`).or(form.getByRole('button')).first();
  await button.click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** A field by the name it posts under; it must have a label that a reader sees or hears. */
export async function field(form, name) {
  const control = form.locator(`[name="${name}"]:not([type="hidden"])`).first();
  const labelled = await control.evaluate((e) =>
    (e.labels?.length ?? 0) > 0 || e.hasAttribute('aria-label') || e.hasAttribute('aria-labelledby'));
  assert.ok(labelled, `the field ${name} has no label`);
  return control;
}

export const words = (kind, name) => new RegExp(hooks[kind][name], 'i');

/** The kind of control: select, radio, checkbox, datetime-local, date, time, text … */
export const kindOf = (control) =>
  control.evaluate((e) => (e.localName === 'input' ? e.type : e.localName));

/** A moment as the control wants it, from `2027-03-01T09:00`. */
export const momentFor = (kind, moment) =>
  kind === 'date' ? moment.slice(0, 10) : kind === 'time' ? moment.slice(11) : moment;
