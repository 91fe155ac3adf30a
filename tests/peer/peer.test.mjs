// Microsoft's Bot Framework SDK for JavaScript speaks with the running program, over a cloud of its
// own and with every check on. STAPJE_BIN names another binary.
//
//   cargo build && cd tests/peer && npm ci && npm test
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { Channel, SECRET } from './channel.mjs';

const BINARY = process.env.STAPJE_BIN
  ?? new URL('../../target/debug/stapje', import.meta.url).pathname;
const CARD = 'application/vnd.microsoft.card.adaptive';

const channel = new Channel();
const folder = mkdtempSync(join(tmpdir(), 'stapje-peer-'));
let server;
let bot;

before(async () => {
  await channel.start();
  const settings = join(folder, 'stapje.toml');
  writeFileSync(settings, channel.settings(join(folder, 'stapje.db')));
  server = spawn(BINARY, ['--log-format', 'json', 'serve', '--config', settings], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, STAPJE_APP_SECRET: SECRET },
  });
  const lines = createInterface({ input: server.stderr });
  bot = await new Promise((ready, failed) => {
    lines.on('line', (line) => {
      const address = JSON.parse(line).fields?.address;
      if (address) ready(`http://${address}/api/messages`);
    });
    server.on('exit', (code) => failed(new Error(`it ended with ${code}`)));
  });
});

after(() => {
  server?.kill();
  channel.stop();
  rmSync(folder, { recursive: true, force: true });
});

function card(taken) {
  const [attachment] = taken.activity.attachments;
  assert.equal(attachment.contentType, CARD);
  return attachment.content;
}

function buttons(content) {
  return [...(content.actions ?? []), ...content.body.flatMap((element) => element.actions ?? [])];
}

function button(content, title) {
  const found = buttons(content).find((action) => action.title === title);
  assert.ok(found, `${title} is not among ${buttons(content).map((action) => action.title)}`);
  return found;
}

function press(content, title) {
  const action = button(content, title);
  return channel.activity('invoke', {
    name: 'adaptiveCard/action',
    replyToId: 'shown',
    value: { action: { type: action.type, verb: action.verb, data: action.data }, trigger: 'manual' },
  });
}

test('without a token, or with one that is not right, the SDK gets nowhere', async () => {
  const hello = () => channel.activity('message', { text: 'hoi' });
  assert.equal((await channel.postUnsigned(bot, hello())).status, 401);
  const past = Math.floor(Date.now() / 1000) - 4000;
  for (const [claims, status] of [
    [{ aud: 'another-bot' }, 401],
    [{ iss: 'https://api.botframework.com' }, 401],
    [{ exp: past }, 401],
    [{ serviceurl: 'https://smba.trafficmanager.net/emea/' }, 403],
    [{ serviceurl: undefined }, 403],
  ]) {
    const answer = await channel.post(bot, hello(), claims);
    assert.deepEqual([answer.status, answer.body], [status, ''], JSON.stringify(claims));
  }
  assert.equal(channel.handler.sent.length, 0);
});

test('an installation is welcomed once, whichever activity comes first', async () => {
  const [first, second] = await Promise.all([
    channel.post(bot, channel.activity('installationUpdate', { action: 'add' })),
    channel.post(bot, channel.activity('conversationUpdate', {
      membersAdded: [channel.activity('').recipient, { id: '29:sanne' }],
    })),
  ]);
  assert.deepEqual([first.status, second.status], [200, 200]);
  const welcome = await channel.handler.until(channel.handler.sent, 1);
  assert.equal(welcome.conversationId, 'a:1');
  assert.ok(welcome.identity.isAuthenticated, 'the SDK has proved the token of the bot');
  button(card(welcome), 'Sla over');
  assert.equal(channel.tokensGiven, 1);
});

test('a press is answered in the response, and the same again', async () => {
  const content = card(channel.handler.sent.at(-1));
  const invoke = press(content, 'Sla over');
  const answer = await channel.post(bot, { ...invoke });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.statusCode, 200);
  assert.equal(answer.body.type, CARD);
  assert.equal(answer.body.value.type, 'AdaptiveCard');
  assert.deepEqual((await channel.post(bot, { ...invoke })).body, answer.body);
  const update = await channel.handler.until(channel.handler.updated, 1);
  assert.equal(update.activityId, 'shown');
});

test('a word is answered with a card', async () => {
  const answer = await channel.post(bot, channel.activity('message', { text: 'tip' }));
  assert.deepEqual([answer.status, answer.body], [200, '']);
  const tip = await channel.handler.untilSent((taken) =>
    buttons(card(taken)).some((action) => action.title === 'Gedaan'));
  assert.ok(tip.activity.summary, 'a notification says what it is');
});

test('what the SDK does not know how to answer is not answered', async () => {
  const unknown = channel.activity('invoke', { name: 'something/new', value: {} });
  assert.equal((await channel.post(bot, unknown)).status, 501);
  const answer = await channel.post(bot, channel.activity('event', { name: 'something/new' }));
  assert.equal(answer.status, 200);
});

test('a reply that is throttled or in conflict arrives all the same', async () => {
  for (const status of [429, 412]) {
    const before = channel.handler.sent.length;
    channel.handler.refusals = [status];
    await channel.post(bot, channel.activity('message', { text: 'help' }));
    await channel.handler.until(channel.handler.sent, before + 1);
    assert.equal(channel.handler.sent.length, before + 1, `${status}: once`);
  }
});

test('a token that the channel refuses is renewed once', async () => {
  const [before, given] = [channel.handler.sent.length, channel.tokensGiven];
  channel.handler.refusals = [401];
  await channel.post(bot, channel.activity('message', { text: 'help' }));
  await channel.handler.until(channel.handler.sent, before + 1);
  assert.equal(channel.tokensGiven, given + 1);
});
