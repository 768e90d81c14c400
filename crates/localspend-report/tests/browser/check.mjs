// Opens every page of a pack as a reader would and prints what is wrong, one finding per line; exit 1 when there is any.
// It judges form (errors, requests, links, width, labels, accessibility), never figures.
//   node check.mjs CHROMIUM PACK_FOLDER [SCREENSHOT_FOLDER]
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [, , executablePath, packFolder, screenshots] = process.argv;
const folder = resolve(packFolder);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const looks = [
  { width: 360, scheme: 'light', axe: true },
  { width: 360, scheme: 'dark', axe: false },
  { width: 1280, scheme: 'light', axe: true },
  { width: 1280, scheme: 'dark', axe: true },
  { width: 1920, scheme: 'light', axe: false },
];
const findings = new Set();
const pages = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.html')).sort();
// Pages of organisations are alike: two are looked at, all have their links followed.
const looked = pages.filter((name) => !name.startsWith('org/')).concat(pages.filter((name) => name.startsWith('org/')).slice(0, 2));
const ids = new Map();

// A busy machine takes its time; a page that is broken fails by what it shows.
const patience = 120_000;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const look of looks) {
  const context = await browser.newContext({ viewport: { width: look.width, height: 900 }, colorScheme: look.scheme });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  for (const name of looked) {
    const where = `${name} at ${look.width} px, ${look.scheme}`;
    const say = (text) => findings.add(`${where}: ${text}`);
    const heard = { console: (message) => message.type() === 'error' && say(`console: ${message.text()}`), pageerror: (error) => say(`error: ${error.message}`),
      request: (request) => { const url = request.url(); if (url !== pathToFileURL(join(folder, name)).href && !url.startsWith('data:')) say(`asks for ${url}`); } };
    for (const [event, listen] of Object.entries(heard)) page.on(event, listen);
    await page.goto(pathToFileURL(join(folder, name)).href);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) say(`scrolls sideways by ${wide} px`);
    for (const text of await page.evaluate(troubledLabels)) say(text);
    if (screenshots) {
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${name.replace(/\W+/g, '-')}-${look.width}-${look.scheme}.png`), clip: { x: 0, y: 0, width: look.width, height: 5000 }, fullPage: true });
    }
    if (look.axe) {
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
      await page.evaluate(axe);
      const result = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), rules);
      for (const violation of result.violations) say(`${violation.id}: ${violation.help}: ${violation.nodes.length}, first ${violation.nodes[0].html.slice(0, 200)} ${violation.nodes[0].any.map((check) => check.message).join('; ')}`);
    }
    for (const [event, listen] of Object.entries(heard)) page.off(event, listen);
  }
  await context.close();
}

const plain = await browser.newPage();
plain.setDefaultTimeout(patience);
const linked = new Map();
for (const name of pages) {
  await plain.goto(pathToFileURL(join(folder, name)).href);
  ids.set(name, new Set(await plain.evaluate(() => [...document.querySelectorAll('[id]')].map((element) => element.id))));
  linked.set(name, await plain.evaluate(() => [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))));
}
for (const [name, links] of linked) {
  for (const link of new Set(links)) {
    if (/^https?:/.test(link)) continue;
    if (/^\w+:/.test(link)) { findings.add(`${name}: link of an odd kind: ${link}`); continue; }
    const url = new URL(link, pathToFileURL(join(folder, name)));
    const target = relative(folder, fileURLToPath(url.href.split('#')[0]));
    const fragment = decodeURIComponent(url.hash.slice(1));
    if (!existsSync(join(folder, target))) findings.add(`${name}: broken link ${link}`);
    else if (fragment && !ids.get(target)?.has(fragment)) findings.add(`${name}: link to a place that is not there: ${link}`);
  }
}
await browser.close();
for (const finding of findings) console.log(finding);
console.log(`${pages.length} pages, ${looks.length} looks, ${findings.size} findings`);
process.exitCode = findings.size === 0 && pages.length > 0 ? 0 : 1;

// Runs in the page: labels of charts that are cut off or lie on one another, cells whose text is cut off, ids used twice.
function troubledLabels() {
  const troubles = [];
  for (const chart of document.querySelectorAll('svg.chart')) {
    const frame = chart.getBoundingClientRect();
    if (frame.width === 0) continue;
    const labels = [...chart.querySelectorAll('text')].filter((label) => label.textContent.trim()).map((label) => ({ text: label.textContent, box: label.getBoundingClientRect() }));
    for (const { text, box } of labels) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) troubles.push(`label cut off in a chart: ${text}`);
    }
    for (const [index, one] of labels.entries()) {
      for (const other of labels.slice(index + 1)) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 2 && down > 4 && !rotated(chart)) troubles.push(`labels on one another in a chart: ${one.text} / ${other.text}`);
      }
    }
  }
  function rotated(chart) { return [...chart.querySelectorAll('text')].some((label) => (label.getAttribute('transform') ?? '').includes('rotate')); }
  for (const cell of document.querySelectorAll('.value, td.number, h1, h2, h3, .answer')) {
    if (cell.clientWidth > 1 && cell.scrollWidth > cell.clientWidth + 1) troubles.push(`text cut off: ${cell.textContent.slice(0, 60)}`);
  }
  const seen = new Set();
  for (const element of document.querySelectorAll('[id]')) {
    if (seen.has(element.id)) troubles.push(`id used twice: ${element.id}`);
    seen.add(element.id);
  }
  return troubles;
}
