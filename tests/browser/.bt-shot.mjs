import { launch, reader, signIn, pages } from './helper.mjs';
const names = process.argv[2].split(','); const scheme = process.argv[3] ?? 'light';
const b = await launch();
for (const [w,h] of [[1280,800],[390,844]]) for (const who of Object.keys(pages).filter(k=>k!=='//')) {
  const mine = pages[who].filter(e => names.includes(e.name)); if (!mine.length) continue;
  const c = await reader(b, { viewport: { width: w, height: h }, colorScheme: scheme }); const p = await c.newPage();
  if (who !== 'anonymous') await signIn(p, who);
  const { addressOf } = await import('./helper.mjs');
  for (const e of mine) { await p.goto(await addressOf(p, e)); await p.screenshot({ path: `/tmp/btshots/${e.name}-${w}-${scheme}.png`, fullPage: true }); }
  await c.close();
}
await b.close();
