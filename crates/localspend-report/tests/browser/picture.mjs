// The picture of the README: the first pages of a pack as a browser shows them.
//   node picture.mjs CHROMIUM PACK_FOLDER OUT.png
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [, , executablePath, pack, out] = process.argv;
// A busy machine takes its time; a page that is broken fails by what it shows.
const patience = 120_000;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
page.setDefaultTimeout(patience);
await page.goto(pathToFileURL(join(resolve(pack), 'index.html')).href);
await page.screenshot({ path: out, clip: { x: 0, y: 0, width: 1280, height: 2600 }, fullPage: true });
await browser.close();
