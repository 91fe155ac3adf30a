// Microsoft 365 Agents Playground, driven as a developer would, with the development build of Stapje
// behind it. STAPJE_BIN names another binary, CHROMIUM another browser; SCREENSHOTS a folder where
// pictures are left to look at.
//
//   cargo build --features playground && cd tests/playground && npm ci && npm test
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

const BINARY = process.env.STAPJE_BIN
  ?? new URL('../../target/debug/stapje', import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const PLAYGROUND = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js');
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run'];

let browser;
let bot;
let playground;
let page;

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

// Starts a program and waits until it says something like this.
async function start(program, args, says, env = {}) {
  const started = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  const said = [];
  await new Promise((ready, failed) => {
    for (const stream of [started.stdout, started.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        if (says.test(line)) ready();
      });
    }
    started.on('exit', (code) => failed(new Error(`${program} ended with ${code}:\n${said.join('\n')}`)));
  });
  return started;
}

before(async () => {
  const [here, there] = [await freePort(), await freePort()];
  bot = await start(BINARY, ['playground', '--port', `${here}`, '--playground-port', `${there}`],
    /is ready/);
  playground = await start(process.execPath, [PLAYGROUND, 'start', '-c', 'msteams',
    '-e', `http://127.0.0.1:${here}/api/messages`, '-p', `${there}`, '--disable-telemetry'],
  /Listening on/, { TEAMSAPPTESTER_BROWSER: 'none' });
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  // Its fonts and figures come from elsewhere, and it does without.
  await page.route((url) => url.hostname !== 'localhost', (route) => route.abort());
  await page.goto(`http://localhost:${there}/`);
  await page.getByText('Connected.', { exact: true }).waitFor();
});

after(async () => {
  await browser?.close();
  playground?.kill();
  bot?.kill();
});

const cards = () => page.locator('.ac-adaptiveCard');
const button = (title) => cards().getByRole('button', { name: title, exact: true });

async function picture(name) {
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(process.env.SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });
}

async function type(text) {
  await page.getByRole('textbox').click();
  await page.keyboard.type(text);
  await page.getByRole('button', { name: 'Send Message' }).click();
}

test('two installation activities at once bring one welcome', async () => {
  await button('Sla over').or(button('Skip')).first().waitFor();
  await picture('1-welcome');
  assert.equal(await cards().count(), 1);
});

test('a press on the welcome replaces it', async () => {
  const skip = button('Sla over').or(button('Skip'));
  await skip.click();
  await skip.waitFor({ state: 'detached' });
  assert.ok(await cards().count() >= 1);
  await picture('2-skipped');
});

test('a typed word is answered with a tip, and a press on it replaces the tip', async () => {
  const done = button('Gedaan').or(button('Done'));
  const before = await done.count();
  await type('tip');
  await page.waitForFunction((number) => [...document.querySelectorAll('.ac-adaptiveCard button')]
    .filter((found) => /^(Gedaan|Done)$/.test(found.textContent.trim())).length > number, before);
  await picture('3-tip');
  const number = await cards().count();
  await done.last().click();
  await page.waitForFunction((then) => [...document.querySelectorAll('.ac-adaptiveCard button')]
    .filter((found) => /^(Gedaan|Done)$/.test(found.textContent.trim())).length <= then, before);
  await picture('4-done');
  assert.ok(await cards().count() >= number, 'the card is still there, with another face');
});

test('the playground has nothing to complain of', async () => {
  const log = await page.locator('body').innerText();
  assert.doesNotMatch(log, /not implemented|\b[45]\d\d\b.*(error|failed)/i);
});
