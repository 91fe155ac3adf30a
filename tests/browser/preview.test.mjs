// The preview as a writer sees it: every card, what is said about it, new while they type.
// STAPJE_BIN names another binary, CHROMIUM another browser.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

const ROOT = new URL('../../', import.meta.url).pathname;
const BINARY = process.env.STAPJE_BIN ?? join(ROOT, 'target/debug/stapje');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const TIP = 'nl/tips/sharing/sharing-copy-link.md';

let browser;
let preview;
let address;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stapje-preview-'));
  cpSync(join(ROOT, 'content'), folder, { recursive: true });
  preview = spawn(BINARY, ['content', 'preview', folder, '--port', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: preview.stdout })) {
    address = line.match(/http:\/\/[^/]+\//)?.[0];
    if (address) break;
  }
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
});

after(async () => {
  await browser?.close();
  preview?.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function look(query, viewport = { width: 1280, height: 900 }) {
  const context = await browser.newContext({ viewport, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(address + query);
  return page;
}

test('nothing stands in anybody\'s way, in any colours and on a phone', async () => {
  const phone = { width: 390, height: 800 };
  for (const [query, viewport] of [['', undefined], ['?colours=dark', undefined],
    ['?colours=contrast&language=en', undefined], ['?width=phone&topic=sharing', phone]]) {
    const page = await look(query, viewport);
    await page.evaluate(AXE);
    const found = await page.evaluate((tags) =>
      window.axe.run(document, { runOnly: { type: 'tag', values: tags } }), WCAG);
    assert.deepEqual(found.violations.map((it) => it.id), [], query);
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(tooWide, false, query);
    await page.context().close();
  }
});

test('a change shows while the writer types, and so does a mistake', async () => {
  const page = await look('?topic=sharing&language=nl');
  const text = readFileSync(join(folder, TIP), 'utf8');
  writeFileSync(join(folder, TIP), text.replace(/^# .*$/m, '# Deel gewoon de link!'));
  await page.getByRole('heading', { name: 'Deel gewoon de link!' }).first().waitFor();
  await page.getByText('“gewoon” sounds unkind').waitFor();
  writeFileSync(join(folder, TIP), text.replace('level:', 'levle:'));
  await page.getByText('Not ready to go live').waitFor();
  await page.getByText(/unknown key `levle`/).waitFor();
  writeFileSync(join(folder, TIP), text);
  await page.getByText('May go live').waitFor();
  await page.context().close();
});

test('another choice is shown at once', async () => {
  const page = await look('');
  await page.getByLabel('Colours').selectOption('dark');
  await page.waitForURL(/colours=dark/);
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await page.context().close();
});
