// Lives through Stapje's demo as people do: with keys, with a mouse, in two languages, in the dark
// and on a phone. STAPJE_BIN names another binary, CHROMIUM another browser; SCREENSHOTS a folder
// where pictures are left to look at.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { after, before, beforeEach, test } from 'node:test';
import { chromium } from 'playwright-core';

const BINARY = process.env.STAPJE_BIN
  ?? new URL('../../target/debug/stapje', import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run'];

let browser;
let demo;
let address;
let page;
let troubles;

before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});

after(async () => {
  await browser?.close();
  demo?.kill();
});

// Every test gets a fresh demo, on a Monday at nine.
beforeEach(async () => {
  demo?.kill();
  await page?.context().close();
  demo = spawn(BINARY, ['demo', '--port', '0', '--start', '2026-11-02', '--seed', '1'],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: demo.stdout })) {
    address = line.match(/http:\/\/[^/]+\//)?.[0];
    if (address) break;
  }
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    // Colours half-way between two themes are not what anybody reads.
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  troubles = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith('data:')) {
      troubles.push(`a request to ${request.url()}`);
    }
  });
  await page.goto(address);
});

// Waits until the page has drawn what the server answered.
async function drawn() {
  await page.locator('main:not([aria-busy])').waitFor();
}

async function press(name, within = page) {
  await within.getByRole('button', { name, exact: true }).last().click();
  await drawn();
}

async function type(text) {
  await page.locator('#text').fill(text);
  await page.keyboard.press('Enter');
  await drawn();
}

async function choosePerson(name) {
  await page.locator(`[data-name="${name}"]`).click();
  await page.locator('#chat-name', { hasText: name }).waitFor();
  await drawn();
}

const cards = () => page.locator('#chat form.card');
const newestCard = () => cards().last();
const titles = () => page.locator('#chat form.card h2, #chat form.card h3').allTextContents();

async function picture(name) {
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(process.env.SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });
}

async function noTroubles() {
  assert.deepEqual(troubles, []);
}

async function accessible(where) {
  // Not a script tag: the page's own policy would refuse it, as it should.
  await page.evaluate(AXE);
  const found = await page.evaluate((tags) =>
    window.axe.run(document, { runOnly: { type: 'tag', values: tags } }), WCAG);
  const told = found.violations.map((violation) =>
    `${violation.id}: ${violation.nodes.map((node) => node.target).join(' ')}`);
  assert.deepEqual(told, [], where);
}

test('a first week: level check by keyboard, tip, done, and asked about days later', async () => {
  await press('Installeer Stapje');
  await picture('1-welcome');
  // Keys alone: Tab to the button, Enter or Space to press it.
  const key = async (title, how) => {
    const button = newestCard().getByRole('button', { name: title, exact: true });
    for (let tabs = 0; tabs < 60; tabs += 1) {
      if (await button.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press('Tab');
    }
    assert.ok(await button.evaluate((element) => element === document.activeElement), title);
    await page.keyboard.press(how);
    await drawn();
  };
  await page.locator('#chat').focus();
  await key('Stel de vragen', 'Enter');
  let asked = 0;
  while (await newestCard().getByRole('button', { name: 'Nog niet', exact: true }).count()) {
    if (asked === 0) await picture('2-level-check');
    await key('Nog niet', asked % 2 ? 'Enter' : 'Space');
    asked += 1;
    assert.ok(asked <= 8, 'at most eight questions');
  }
  assert.ok(asked >= 6);
  await key('Geef me een tip', 'Enter');
  await newestCard().getByRole('button', { name: 'Gedaan', exact: true }).waitFor();
  await picture('3-tip');
  await press('Gedaan');
  await newestCard().getByText('Mooi, dat heb je maar vast gedaan').waitFor();
  assert.equal(await newestCard().getByRole('button', { name: 'Gedaan' }).count(), 0);
  for (let mornings = 0; mornings < 20; mornings += 1) {
    if (await newestCard().getByRole('button', { name: 'Kijk na' }).count()) break;
    await press('Volgende ochtend');
  }
  const question = newestCard();
  await question.getByRole('button', { name: 'Kijk na' }).waitFor();
  await picture('4-question');
  // Nothing chosen: told next to the field, and nothing is sent.
  await press('Kijk na');
  await question.getByRole('alert').waitFor();
  await question.getByRole('radio').first().check();
  await press('Kijk na');
  await page.getByRole('button', { name: 'Nog eentje?' }).last().waitFor();
  await picture('5-feedback');
  const panel = page.locator('#panel');
  assert.match(await panel.innerText(), /Het pad tot nu toe/);
  await noTroubles();
});

test('a starter and an expert get different tips', async () => {
  const path = async (name, answer) => {
    await choosePerson(name);
    await press('Installeer Stapje');
    await press('Stel de vragen');
    while (await newestCard().getByRole('button', { name: answer, exact: true }).count()) {
      await press(answer);
    }
    for (let tips = 0; tips < 3; tips += 1) await type('tip');
    return (await titles()).slice(-3);
  };
  const starter = await path('Sanne de Wit', 'Nog niet');
  const expert = await path('Iris van Dam', 'Lukt me');
  assert.equal(starter.filter((tip) => expert.includes(tip)).length, 0, `${starter} / ${expert}`);
  await noTroubles();
});

test('stop works at once, survives a new installation, and verder goes on', async () => {
  await press('Installeer Stapje');
  await press('Sla over');
  await type('stop');
  await newestCard().getByText('Ik stuur je niets meer').waitFor();
  await press('Verwijder de app');
  await press('Installeer Stapje');
  const before = await cards().count();
  await press('+1 week');
  await press('+1 week');
  assert.equal(await cards().count(), before, 'silence');
  await type('verder');
  await press('+1 week');
  assert.ok(await cards().count() > before + 1);
  await noTroubles();
});

test('whoever reads English gets English', async () => {
  await choosePerson('Amy Clarke');
  await press('Installeer Stapje');
  await press('Skip');
  await type('help');
  const chat = await page.locator('#chat').innerText();
  assert.match(chat, /What you can type/);
  assert.doesNotMatch(chat, /\b(Gedaan|Sla over|je|een)\b/);
  for (const card of await cards().all()) assert.equal(await card.getAttribute('lang'), 'en');
  await noTroubles();
});

test('everybody can use it: light, dark, and on a phone', async () => {
  await press('Installeer Stapje');
  await press('Sla over');
  await type('tip');
  await type('instellingen');
  await accessible('light');
  await press('Donker');
  await picture('6-dark');
  await accessible('dark');
  await page.setViewportSize({ width: 320, height: 640 });
  await picture('7-phone');
  await accessible('320 pixels');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  assert.equal(wide, false, 'nothing to scroll sideways at 320 pixels');
  await noTroubles();
});
