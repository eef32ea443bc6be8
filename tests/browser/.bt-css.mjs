import { readFileSync } from 'node:fs';
import { launch, reader, signIn, pages, addressOf } from './helper.mjs';
const css = readFileSync('/work/main/crates/web/assets/style.css','utf8');
const b = await launch();
for (const who of Object.keys(pages).filter(k=>k!=='//')) {
  const c = await reader(b, { viewport: { width: 320, height: 640 } });
  await c.route('**/assets/style.css', r => r.fulfill({ contentType: 'text/css', body: css }));
  const p = await c.newPage(); if (who !== 'anonymous') await signIn(p, who);
  for (const e of pages[who]) { await p.goto(await addressOf(p, e));
    const r = await p.evaluate(() => [document.scrollingElement.scrollWidth > document.documentElement.clientWidth ? 'PAGE '+document.scrollingElement.scrollWidth : '', ...[...document.querySelectorAll('.table-wrap')].filter(t => t.scrollWidth > t.clientWidth + 1).map(t => { const r=[...t.querySelectorAll('*')].filter(x=>x.getBoundingClientRect().right>t.getBoundingClientRect().right+1).slice(0,2).map(x=>x.outerHTML.slice(0,140)); return t.scrollWidth+'/'+t.clientWidth+' '+r.join(' || '); })].filter(Boolean));
    if (r.length) console.log(e.name, r);
    if (['agenda-officer','body','meeting-officer','calendar'].includes(e.name)) { await p.setViewportSize({width:390,height:844}); await p.screenshot({ path: `/tmp/btshots/${e.name}-390-light.png`, fullPage: true }); await p.setViewportSize({width:320,height:640}); } }
  await c.close(); }
await b.close();
