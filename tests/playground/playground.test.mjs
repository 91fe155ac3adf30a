// Microsoft 365 Agents Playground, driven as a developer would, with the development build of Stapje
// behind it. STAPJE_BIN names another binary, CHROMIUM another browser; SCREENSHOTS a folder where
// pictures are left to look at.
//
//   cargo build --features playground && cd tests/playground && npm ci && npm test
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

const BINARY = process.env.STAPJE_BIN
  ?? new URL('../../target/debug/stapje', import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const PLAYGROUND = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js');
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run'];

/** The playground writes a log where it stands. */
const folder = mkdtempSync(join(tmpdir(), 'stapje-playground-'));
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
    cwd: folder,
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
  rmSync(folder, { recursive: true, force: true });
});

// The user of the playground reads English, unless their settings say otherwise.
const WELCOME = /^(Hi, I am Stapje|Hoi, ik ben Stapje)$/;
const SKIP = /^(Skip|Sla over)$/;
const DONE = /^(Done|Gedaan)$/;

const cards = () => page.locator('.ac-adaptiveCard');
const buttons = (title) => cards().getByRole('button', { name: title });

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
  await buttons(SKIP).waitFor();
  await picture('1-welcome');
  assert.equal(await cards().count(), 1);
});

test('a press on the welcome takes its buttons away', async () => {
  await buttons(SKIP).click();
  await buttons(SKIP).waitFor({ state: 'detached' });
  await picture('2-skipped');
});

test('a typed word is answered with a tip, and a press on it replaces the tip', async () => {
  await type('tip');
  await buttons(DONE).waitFor();
  await picture('3-tip');
  const number = await cards().count();
  const tip = await cards().last().innerText();
  await buttons(DONE).click();
  await buttons(DONE).waitFor({ state: 'detached' });
  await picture('4-done');
  assert.equal(await cards().count(), number, 'no card beside it');
  assert.notEqual(await cards().last().innerText(), tip);
  assert.equal(await cards().getByText(WELCOME).count(), 1, 'and nobody was welcomed twice');
});

test('every activity and every call got the status that it should', async () => {
  const log = await page.locator('body').innerText();
  const statuses = [...log.matchAll(/(installationUpdate|conversationUpdate|message|invoke) (\d{3})/g)];
  assert.ok(statuses.length >= 10, log);
  for (const [said, , status] of statuses) assert.match(status, /^20[01]$/, said);
});
