// `cargo xtask screenshots`: every page of pages.json × two widths × light and dark.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, launch, pages, reader, roles, signIn } from './helper.mjs';

const out = process.env.OUT ?? 'target/screenshots';
mkdirSync(out, { recursive: true });

const browser = await launch();
let failed = 0;
for (const [width, height] of [[1280, 900], [390, 844]]) {
  for (const colorScheme of ['light', 'dark']) {
    for (const who of roles) {
      const context = await reader(browser, { viewport: { width, height }, colorScheme });
      const page = await context.newPage();
      try {
        if (who !== 'anonymous') await signIn(page, who);
        for (const entry of pages[who]) {
          try {
            await page.goto(await addressOf(page, entry));
            const file = join(out, `${entry.name}-${width}-${colorScheme}.png`);
            await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
            console.log(file);
          } catch (error) {
            failed += 1;
            console.error(`${entry.name} ${width} ${colorScheme}: ${error.message.split('\n')[0]}`);
          }
        }
      } catch (error) {
        failed += 1;
        console.error(`${who} ${width} ${colorScheme}: ${error.message.split('\n')[0]}`);
      }
      await context.close();
    }
  }
}
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
