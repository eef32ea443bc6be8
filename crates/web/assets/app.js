// Mufakat: small improvements over pages that work without any of this. No framework, no inline anything.
'use strict';
(() => {
  const root = document.documentElement, doc = document;
  const $ = (s, e = doc) => e.querySelector(s), $$ = (s, e = doc) => [...e.querySelectorAll(s)];
  const on = (type, sel, fn, opt) => doc.addEventListener(type, e => { const t = e.target.closest?.(sel); if (t) fn(e, t); }, opt);
  const mem = {
    get(k) { try { return localStorage.getItem(k); } catch { return null; } },
    set(k, v) { try { localStorage.setItem(k, v); } catch { /* private window, or full */ } },
    del(k) { try { localStorage.removeItem(k); } catch { /* as above */ } },
  };

  // Theme: a stored choice wins over the system's.
  const stored = mem.get('theme');
  if (stored === 'dark' || stored === 'light') root.dataset.theme = stored;
  const dark = () => (root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const showTheme = () => $$('[data-theme-toggle]').forEach(b => { b.hidden = false; b.setAttribute('aria-pressed', dark()); });
  on('click', '[data-theme-toggle]', () => { root.dataset.theme = dark() ? 'light' : 'dark'; mem.set('theme', root.dataset.theme); showTheme(); });

  // Where the bar of sections scrolls sideways, the one the reader is in shows.
  const here = $('.main-nav [aria-current]');
  if (here) {
    const bar = here.closest('ul'), a = here.getBoundingClientRect(), b = bar.getBoundingClientRect();
    bar.scrollLeft += a.left - b.left - (b.width - a.width) / 2;
  }

  // Menus made of <details>: close outside and on Escape.
  doc.addEventListener('click', e => $$('details.menu[open]').forEach(d => { if (!d.contains(e.target)) d.open = false; }));
  doc.addEventListener('keydown', e => {
    if (e.key !== 'Escape') return;
    const d = e.target.closest?.('details.menu[open]') || $('details.menu[open]');
    if (d) { d.open = false; $('summary', d)?.focus(); }
  });

  // Filters that send themselves; their button stays for everyone else.
  on('change', '[data-autosubmit]', (e, t) => { const f = t.form || t.closest('form') || t; (f.requestSubmit ? f.requestSubmit() : f.submit()); });

  // Ask before something that cannot be undone.
  on('submit', 'form[data-confirm]', (e, f) => { if (!confirm(f.dataset.confirm)) e.preventDefault(); }, true);
  on('click', ':is(a, button)[data-confirm]', (e, t) => { if (!confirm(t.dataset.confirm)) { e.preventDefault(); e.stopPropagation(); } }, true);

  // Copy.
  on('click', '[data-copy]', async (e, b) => {
    const v = b.dataset.copy;
    const text = v.startsWith('#') && doc.getElementById(v.slice(1)) ? doc.getElementById(v.slice(1)).textContent.trim() : v || location.href;
    try { await navigator.clipboard.writeText(text); } catch { return; }
    if (!b.dataset.copied) return;
    const spot = $('[data-label]', b) || b, was = spot.textContent;
    if (was === b.dataset.copied) return;
    spot.textContent = b.dataset.copied;
    b.setAttribute('aria-live', 'polite');
    setTimeout(() => { spot.textContent = was; }, 2000);
  });

  // The reader's own time beside the venue's.
  const times = where => $$('time[data-zone]', where).forEach(t => {
    const d = new Date(t.dateTime), out = $('[data-local]', t.parentElement);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!out || isNaN(d) || !zone) return;
    const p = z => new Intl.DateTimeFormat('en-CA', { timeZone: z, dateStyle: 'short', timeStyle: 'short' }).format(d);
    try { if (p(zone) === p(t.dataset.zone)) return; } catch { return; }
    const s = new Intl.DateTimeFormat(root.lang === 'en' ? 'en-GB' : root.lang || undefined, { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false, timeZoneName: 'short' }).format(d);
    out.textContent = (out.dataset.local ? out.dataset.local + ' ' : '') + s;
    out.hidden = false;
  });

  // Rows of a repeating fieldset: [data-repeat] > [data-row]..., a <template>, [data-add], [data-remove].
  on('click', '[data-repeat] [data-add]', (e, b) => {
    e.preventDefault();
    const box = b.closest('[data-repeat]'), tpl = $('template', box), rows = $$('[data-row]', box);
    const n = Math.max(+(box.dataset.next || 0), rows.length);
    box.dataset.next = n + 1;
    let row;
    if (tpl) {
      const holder = doc.createElement('div');
      holder.innerHTML = tpl.innerHTML.replaceAll('__i__', n);
      row = holder.firstElementChild;
    } else if (rows.length) {
      row = rows[rows.length - 1].cloneNode(true);
      $$('input, select, textarea', row).forEach(f => {
        if (f.type === 'checkbox' || f.type === 'radio') f.checked = false; else f.value = '';
        f.removeAttribute('aria-invalid');
      });
      $$('.error', row).forEach(x => x.remove());
      $$('[id], [for], [name], [aria-describedby]', row).forEach(x => ['id', 'for', 'name', 'aria-describedby'].forEach(a => {
        const v = x.getAttribute(a);
        if (v) x.setAttribute(a, /\d+/.test(v) ? v.replace(/\d+(?!.*\d)/, n) : a === 'name' ? v : v + '-' + n);
      }));
    } else return;
    (rows.length ? rows[rows.length - 1] : tpl).after(row);
    $('input, select, textarea', row)?.focus();
  });
  on('click', '[data-repeat] [data-remove]', (e, b) => {
    const box = b.closest('[data-repeat]'), row = b.closest('[data-row]');
    if (!row) return;
    e.preventDefault();
    if ($$('[data-row]', box).length > 1 || $('template', box)) row.remove();
    else $$('input, select, textarea', row).forEach(f => { f.value = ''; });
    ($('[data-row] input', box) || $('[data-add]', box))?.focus();
    box.dispatchEvent(new Event('input', { bubbles: true }));
  });

  // Nothing typed is lost: a draft on this machine, offered back, and a warning before leaving.
  // form[data-draft="key"]; optional inside: [data-draft-notice hidden] with [data-draft-restore], [data-draft-discard].
  const keep = f => 'draft:' + (f.dataset.draft || location.pathname + '#' + (f.id || $$('form').indexOf(f)));
  const typed = f => JSON.stringify($$('input, select, textarea', f).filter(x => x.name && !['hidden', 'password', 'file', 'submit', 'button'].includes(x.type))
    .map(x => [x.name, x.type === 'checkbox' || x.type === 'radio' ? [x.value, x.checked] : x.multiple ? [...x.selectedOptions].map(o => o.value) : x.value]));
  const put = (f, json) => {
    const seen = {};
    for (const [name, v] of JSON.parse(json)) {
      const all = $$('input, select, textarea', f).filter(x => x.name === name);
      const x = Array.isArray(v) && typeof v[1] === 'boolean' ? all.find(y => y.value === v[0]) : all[seen[name] = (seen[name] ?? -1) + 1];
      if (!x) continue;
      if (x.type === 'checkbox' || x.type === 'radio') x.checked = v[1];
      else if (x.multiple) [...x.options].forEach(o => { o.selected = v.includes(o.value); });
      else x.value = v;
    }
  };
  const guarded = new Map();
  const drafts = () => $$('form[data-draft]').forEach(f => {
    if (guarded.has(f)) return;
    const state = { first: typed(f), sent: false, timer: 0 };
    guarded.set(f, state);
    const old = mem.get(keep(f)), note = $('[data-draft-notice]', f);
    if (old && old !== state.first) {
      const back = () => { try { put(f, old); } catch { mem.del(keep(f)); } };
      if (note) {
        note.hidden = false;
        $('[data-draft-restore]', note)?.addEventListener('click', () => { back(); note.hidden = true; });
        $('[data-draft-discard]', note)?.addEventListener('click', () => { mem.del(keep(f)); note.hidden = true; });
      } else back();
    }
    const save = () => { const now = typed(f); if (now === state.first) mem.del(keep(f)); else mem.set(keep(f), now); };
    f.addEventListener('input', () => { clearTimeout(state.timer); state.timer = setTimeout(save, 400); });
    f.addEventListener('submit', e => { if (e.defaultPrevented) return; clearTimeout(state.timer); save(); state.sent = true; });
  });
  // The server confirms a save by <meta name="draft-saved" content="key">: only then is the draft let go.
  const done = $('meta[name=draft-saved]');
  if (done) mem.del('draft:' + done.content);
  addEventListener('beforeunload', e => {
    for (const [f, s] of guarded) if (f.isConnected && !s.sent && typed(f) !== s.first) { mem.set(keep(f), typed(f)); e.preventDefault(); e.returnValue = ''; }
  });
  addEventListener('pageshow', () => guarded.forEach(s => { s.sent = false; }));

  // Suggestions under a search field: the combobox pattern of the ARIA guide.
  let serial = 0;
  const suggest = input => {
    if (input.getAttribute('role') === 'combobox') return;
    const list = doc.createElement('ul'), id = 'suggest-' + ++serial;
    list.className = 'suggest'; list.id = id; list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', input.getAttribute('aria-label') || input.labels?.[0]?.textContent.trim() || input.name);
    for (const [k, v] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id, autocomplete: 'off' })) input.setAttribute(k, v);
    input.parentElement.append(list);
    let items = [], at = -1, timer = 0, ctl = null;
    const close = () => { list.hidden = true; at = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
    const mark = n => {
      at = n;
      [...list.children].forEach((o, i) => o.setAttribute('aria-selected', i === at));
      if (at < 0) input.removeAttribute('aria-activedescendant');
      else { input.setAttribute('aria-activedescendant', list.children[at].id); list.children[at].scrollIntoView({ block: 'nearest' }); }
    };
    const go = i => { if (items[i]) location.assign(new URL(items[i].url, location.href)); };
    const draw = () => {
      list.replaceChildren(...items.map((s, i) => {
        const o = doc.createElement('li'), a = doc.createElement('span'), k = doc.createElement('span');
        o.id = id + '-' + i; o.setAttribute('role', 'option'); o.setAttribute('aria-selected', 'false');
        a.textContent = s.title; k.textContent = s.kind || ''; k.className = 'kind';
        o.append(a, k);
        o.addEventListener('mousedown', e => e.preventDefault());
        o.addEventListener('click', () => go(i));
        return o;
      }));
      if (!items.length || doc.activeElement !== input) return close();
      list.hidden = false; at = -1;
      input.setAttribute('aria-expanded', 'true'); input.removeAttribute('aria-activedescendant');
    };
    input.addEventListener('input', () => {
      clearTimeout(timer);
      const q = input.value.trim();
      if (q.length < 2) { ctl?.abort(); items = []; return close(); }
      timer = setTimeout(async () => {
        ctl?.abort(); ctl = new AbortController();
        try {
          const r = await fetch((input.dataset.suggest || '/search/suggest.json') + '?q=' + encodeURIComponent(q), { signal: ctl.signal, headers: { accept: 'application/json' } });
          items = r.ok ? ((await r.json()).suggestions || []).filter(s => /^(\/|https?:)/.test(s.url)).slice(0, 10) : [];
          draw();
        } catch { /* a newer question was asked, or no network: the form still works */ }
      }, 160);
    });
    input.addEventListener('keydown', e => {
      const n = items.length;
      if (e.isComposing) return;
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
        if (!n) return;
        e.preventDefault();
        if (list.hidden) draw();
        mark(e.key === 'ArrowDown' ? (at + 1 >= n ? -1 : at + 1) : (at < 0 ? n - 1 : at - 1));
      } else if (e.key === 'Enter' && !list.hidden && at >= 0) { e.preventDefault(); go(at); }
      else if (e.key === 'Escape' && !list.hidden) { e.preventDefault(); e.stopPropagation(); close(); }
    });
    input.addEventListener('blur', () => setTimeout(close, 120));
  };

  const enhance = where => { showTheme(); times(where); drafts(); $$('[data-suggest]', where).forEach(suggest); };
  enhance(doc);
})();
