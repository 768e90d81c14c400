// A reader at the pages: types a question, sees its table and chart, follows a permalink, downloads the CSV, is told what is
// wrong. Prints what is wrong with the pages, one finding per line; exit 1 when there is any.
//   node pages.mjs CHROMIUM DRIVER_FOLDER ADDRESS [SCREENSHOT_FOLDER]
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [, , executablePath, driver, address, screenshots] = process.argv;
const require = createRequire(join(driver, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const findings = new Set();
const say = (text) => findings.add(text);
const expect = (truth, text) => truth || say(text);
// A click says nothing of when the page that it leads to is there: a busy machine takes its time.
const follow = (page, selector) => Promise.all([page.waitForEvent('load'), page.click(selector)]);

// A busy machine takes its time; a page that is broken fails by what it shows.
const patience = 120_000;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const site = new URL(address);

for (const look of [{ width: 1280, colorScheme: 'light' }, { width: 360, colorScheme: 'dark' }]) {
  const where = `at ${look.width} px`;
  const context = await browser.newContext({ viewport: { width: look.width, height: 900 }, colorScheme: look.colorScheme, acceptDownloads: true });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  let refused = false;
  page.on('console', (message) => message.type() === 'error' && !(refused && message.text().includes('400')) && say(`${where}: console: ${message.text()}`));
  page.on('pageerror', (error) => say(`${where}: error: ${error.message}`));
  page.on('request', (request) => { const url = new URL(request.url()); if (url.origin !== site.origin && url.protocol !== 'data:') say(`${where}: asks for ${url}`); });
  const look_at = async (name) => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide <= 0, `${name} ${where}: scrolls sideways by ${wide} px`);
    const cut = await page.$$eval('svg.chart', (charts) => charts.flatMap((chart) => {
      const frame = chart.getBoundingClientRect();
      const out = (box) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
      return frame.width === 0 ? [] : [...chart.querySelectorAll('text')].filter((label) => out(label.getBoundingClientRect())).map((label) => label.textContent);
    }));
    expect(cut.length === 0, `${name} ${where}: labels are cut off: ${cut}`);
    if (screenshots) { mkdirSync(screenshots, { recursive: true }); await page.screenshot({ path: join(screenshots, `${name}-${look.width}.png`), fullPage: true }); }
    // The policy of the pages lets no script in: axe is run through the debugger, in a world of its own.
    await page.evaluate(() => document.querySelectorAll('details').forEach((details, index) => { details.open = index < 3; }));
    await page.evaluate(axe);
    const result = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), values);
    for (const violation of result.violations) say(`${name} ${where}: ${violation.id}: ${violation.help}: ${violation.nodes[0].html.slice(0, 200)} ${violation.nodes[0].any.map((check) => check.message).join('; ')}`);
  };

  await page.goto(address);
  await look_at('home');
  await follow(page, '.packs a');
  expect((await page.title()).includes('local spending'), `${where}: the first pack does not open: ${await page.title()}`);
  await page.goBack();
  await follow(page, 'nav a[href="/tables"]');
  await look_at('tables');
  await follow(page, 'nav a[href="/query"]');
  await look_at('ask');

  await page.fill('textarea[name=sql]', "select verdict, sum(amount) as pounds\nfrom verdicts\nwhere org_code is null and area_kind = 'ics'\ngroup by verdict\norder by pounds desc");
  await follow(page, 'button[type=submit]');
  const rows = await page.$$eval('table tbody tr', (all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  expect(rows.length > 2 && rows.every((row) => /^-?[\d,]+\.\d\d$/.test(row[1])), `${where}: the table is ${JSON.stringify(rows)}`);
  expect((await page.textContent('h2#answer-title')) === `${rows.length} rows`, `${where}: the page does not say how many rows there are`);
  const drawn = await page.$$eval('svg.chart', (all) => all.filter((chart) => chart.getBoundingClientRect().width > 0).map((chart) => chart.querySelectorAll('rect, path').length));
  expect(drawn.length === 1 && drawn[0] >= rows.length, `${where}: ${rows.length} rows, chart of ${drawn} marks`);
  await look_at('bars');

  const permalink = await page.getAttribute('a:text("Link to this question")', 'href');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a:text("Download as CSV")')]);
  const csv = readFileSync(await download.path(), 'utf8').trimEnd().split('\r\n');
  expect(download.suggestedFilename() === 'answer.csv' && csv[0] === 'verdict,pounds', `${where}: the CSV begins with ${csv[0]}`);
  const plain = rows.map(([verdict, pounds]) => `${verdict},${pounds.replaceAll(',', '')}`);
  expect(JSON.stringify(csv.slice(1)) === JSON.stringify(plain), `${where}: the CSV differs from the table: ${csv.slice(1)}`);

  const other = await context.newPage();
  await other.goto(new URL(permalink, address).href);
  const again = await other.$$eval('table tbody tr', (all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  expect(JSON.stringify(again) === JSON.stringify(rows), `${where}: the permalink answers otherwise`);
  await other.close();

  await page.fill('textarea[name=sql]', "select quarter, locality, share_low\nfrom local_share\nwhere org_code is null and area_code = 'QZX'");
  await follow(page, 'button[type=submit]');
  expect((await page.$$('svg.chart path')).length > 1, `${where}: no line is drawn over the quarters`);
  await look_at('lines');

  refused = true;
  await page.fill('textarea[name=sql]', 'select verdict,\n  amuont\nfrom verdicts');
  await follow(page, 'button[type=submit]');
  const alert = await page.textContent('[role=alert]');
  expect(alert.includes('did you mean `amount`') && alert.includes('line 2:   amuont\n          ^'), `${where}: the error does not point at the word: ${alert}`);
  expect((await page.inputValue('textarea[name=sql]')).includes('amuont'), `${where}: the question is lost with the error`);
  await look_at('wrong');
  refused = false;

  await page.fill('textarea[name=sql]', "select '<script>document.title=1</script><img src=x onerror=alert(1)>' as text, 2 as number");
  await follow(page, 'button[type=submit]');
  expect((await page.textContent('table tbody')).includes('<script>'), `${where}: what was typed is not shown as typed`);
  expect((await page.$$('table img, table script')).length === 0, `${where}: what was typed became part of the page`);
  await context.close();
}

// The same without scripts in the browser at all.
const context = await browser.newContext({ javaScriptEnabled: false });
context.setDefaultTimeout(patience);
const page = await context.newPage();
await page.goto(new URL('/query', address).href);
await page.fill('textarea[name=sql]', 'select 1 as one');
await follow(page, 'button[type=submit]');
expect((await page.textContent('table tbody')).trim() === '1', 'without scripts there is no answer');
await browser.close();
for (const finding of findings) console.log(finding);
process.exitCode = findings.size === 0 ? 0 : 1;
