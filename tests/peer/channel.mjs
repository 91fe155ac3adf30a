// A channel made of Microsoft's own SDK: its client posts activities to the bot, its service routes
// take the bot's replies, and its token validation decides whether the bot may send them. Only what
// the SDK gets from Microsoft's network is ours: a key, a token endpoint, a server to listen with.
import { createPrivateKey, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import botbuilder from 'botbuilder';
import connector from 'botframework-connector';

const { BotFrameworkHttpClient, ChannelServiceHandlerBase, ChannelServiceRoutes, StatusCodes } =
  botbuilder;
const { AppCredentials, AuthenticationConfiguration, BotFrameworkAuthenticationFactory,
  PasswordServiceClientCredentialFactory } = connector;

export const APP = '11111111-2222-4333-8444-555566667777';
export const TENANT = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeffff0000';
export const SECRET = 'not-a-real-secret';
export const ISSUER = 'https://peer.stapje.invalid';
export const SCOPE = 'https://connector.stapje.invalid/.default';
/** The issuer of tokens with which the bot sends. */
const CONNECTOR_ISSUER = 'https://connector.stapje.invalid';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

function sign(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg: 'RS256', typ: 'JWT', kid: 'peer' })}.${part(claims)}`;
  const signer = createSign('RSA-SHA256').update(head);
  return `${head}.${signer.sign(createPrivateKey(pair.privateKey.export({
    type: 'pkcs8', format: 'pem',
  })), 'base64url')}`;
}

/** The SDK's credentials, with a token that this channel signs. */
class ChannelCredentials extends AppCredentials {
  constructor(claims) {
    super(randomUUID(), undefined, SCOPE);
    this.claims = claims;
  }

  async refreshToken() {
    return { accessToken: sign(this.claims), expiresOn: new Date(Date.now() + 3_600_000) };
  }
}

/** The SDK's client, which asks for its token here instead of at Microsoft's login service. */
class Client extends BotFrameworkHttpClient {
  constructor(claims) {
    super({ getAppPassword: async () => SECRET });
    this.claims = claims;
  }

  async buildCredentials() {
    return new ChannelCredentials(this.claims);
  }
}

/** Takes what the bot sends, once the SDK has proved its token. */
class Handler extends ChannelServiceHandlerBase {
  sent = [];
  updated = [];
  refusals = [];
  waiting = [];

  constructor(authentication) {
    super();
    this.authentication = authentication;
  }

  async authenticate(header) {
    return this.authentication.authenticateChannelRequest(header);
  }

  async onSendToConversation(identity, conversationId, activity) {
    const status = this.refusals.shift();
    if (status) throw Object.assign(new Error('on purpose'), { statusCode: status });
    return this.take(this.sent, { identity, conversationId, activity });
  }

  async onReplyToActivity(identity, conversationId, _activityId, activity) {
    return this.onSendToConversation(identity, conversationId, activity);
  }

  async onUpdateActivity(identity, conversationId, activityId, activity) {
    return this.take(this.updated, { identity, conversationId, activityId, activity });
  }

  take(list, taken) {
    list.push(taken);
    this.waiting.splice(0).forEach((wake) => wake());
    return { id: taken.activityId ?? `${Date.now()}-${list.length}` };
  }

  /** Waits until `list` has so many. */
  async until(list, number) {
    while (list.length < number) await new Promise((wake) => this.waiting.push(wake));
    return list.at(-1);
  }

  /** Waits until something like this was sent. */
  async untilSent(is) {
    while (!this.sent.some(is)) await new Promise((wake) => this.waiting.push(wake));
    return this.sent.find(is);
  }
}

/** As much of a web server as the SDK's routes ask for. */
class Server {
  routes = [];

  constructor() {
    for (const method of ['get', 'post', 'put', 'delete']) {
      this[method] = (path, handle) => this.routes.push({ method: method.toUpperCase(), path, handle });
    }
    this.http = createServer((request, response) => this.serve(request, response));
  }

  serve(request, response) {
    const parts = new URL(request.url, 'http://channel').pathname.split('/');
    const found = this.routes.find(({ method, path }) => method === request.method
      && path.split('/').length === parts.length
      && path.split('/').every((part, at) => part.startsWith(':') || part === parts[at]));
    response.status = (code) => { response.statusCode = code; return response; };
    response.send = (body) => {
      response.setHeader('content-type', 'application/json');
      response.write(typeof body === 'string' ? body : JSON.stringify(body));
    };
    if (!found) return response.status(404).end();
    request.params = Object.fromEntries(found.path.split('/').flatMap((part, at) =>
      part.startsWith(':') ? [[part.slice(1), decodeURIComponent(parts[at])]] : []));
    return found.handle(request, response, () => {});
  }

  async listen() {
    await new Promise((ready) => this.http.listen(0, '127.0.0.1', ready));
    return `127.0.0.1:${this.http.address().port}`;
  }
}

export class Channel {
  tokensGiven = 0;

  async start() {
    const server = new Server();
    this.server = server;
    this.host = await server.listen();
    const base = `http://${this.host}`;
    this.serviceUrl = `${base}/`;
    const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'peer', use: 'sig' };
    const json = (body) => (_request, response) => { response.send(body); response.end(); };
    server.get('/openid/metadata', json({ issuer: ISSUER, jwks_uri: `${base}/openid/keys` }));
    server.get('/openid/keys', json({ keys: [{ ...jwk, endorsements: ['msteams'] }] }));
    // The SDK refuses an endorsed key where it cannot know the channel: here there are none.
    server.get('/sdk/metadata', json({ issuer: CONNECTOR_ISSUER, jwks_uri: `${base}/sdk/keys` }));
    server.get('/sdk/keys', json({ keys: [jwk] }));
    server.post(`/login/${TENANT}/oauth2/v2.0/token`, (request, response) => {
      let form = '';
      request.on('data', (chunk) => { form += chunk; });
      request.on('end', () => {
        const fields = new URLSearchParams(form);
        const known = fields.get('client_id') === APP && fields.get('client_secret') === SECRET
          && fields.get('scope') === SCOPE;
        if (!known) {
          response.status(StatusCodes.UNAUTHORIZED).send({ error: 'invalid_client' });
          return response.end();
        }
        this.tokensGiven += 1;
        const now = Math.floor(Date.now() / 1000);
        const token = sign({ iss: CONNECTOR_ISSUER, aud: APP, nbf: now - 60, exp: now + 3599 });
        response.send({ token_type: 'Bearer', expires_in: 3599, access_token: token });
        return response.end();
      });
    });
    const authentication = BotFrameworkAuthenticationFactory.create('', true, `${base}/login`, SCOPE,
      CONNECTOR_ISSUER, '', `${base}/sdk/metadata`, `${base}/sdk/metadata`, '',
      new PasswordServiceClientCredentialFactory(APP, SECRET, TENANT, true, '', SCOPE),
      new AuthenticationConfiguration());
    this.handler = new Handler(authentication);
    new ChannelServiceRoutes(this.handler).register(server);
  }

  /** Settings with which Stapje speaks with this channel. */
  settings(database) {
    return `bind = "127.0.0.1:0"
database = "sqlite:${database}"
app_id = "${APP}"
home_tenant = "${TENANT}"
tenants = ["${TENANT}"]
[cloud]
issuer = "${ISSUER}"
openid_metadata = "http://${this.host}/openid/metadata"
login = "http://${this.host}/login"
scope = "${SCOPE}"
service_hosts = ["${this.host}"]
`;
  }

  activity(type, more = {}) {
    return {
      type,
      id: `f:${randomUUID()}`,
      timestamp: new Date(),
      channelId: 'msteams',
      serviceUrl: this.serviceUrl,
      from: { id: '29:sanne', name: 'Sanne', aadObjectId: 'oid-sanne' },
      recipient: { id: `28:${APP}`, name: 'Stapje' },
      conversation: { id: 'a:1', conversationType: 'personal', tenantId: TENANT },
      channelData: { tenant: { id: TENANT } },
      locale: 'nl-NL',
      ...more,
    };
  }

  /** Posts an activity with the SDK's client. `claims` are changes to what its token says. */
  async post(bot, activity, claims = {}) {
    const now = Math.floor(Date.now() / 1000);
    const good = { iss: ISSUER, aud: APP, serviceurl: this.serviceUrl, nbf: now - 60, exp: now + 3600 };
    const client = new Client({ ...good, ...claims });
    // The client keeps credentials by these two names; each post has a token of its own.
    return client.postActivity(randomUUID(), APP, bot, this.serviceUrl, 'a:1', activity);
  }

  /** Posts without a token: without an id of its own the SDK's client sends none. */
  async postUnsigned(bot, activity) {
    return new Client({}).postActivity('', APP, bot, this.serviceUrl, 'a:1', activity);
  }

  stop() {
    this.server.http.close();
    this.server.http.closeAllConnections();
  }
}
