import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { newSetupLink } from '../../../src/auth/index.ts';
import type { Store } from '../../../src/store/index.ts';

export const PASSWORD = 'four words and a number 7';
const HOST = 'suivi.example';

/** A browser on a page of ours: keeps cookies, and sends what the page would. */
export class Browser {
  readonly #app: FastifyInstance;
  readonly cookies = new Map<string, string>();
  readonly remoteAddress: string;
  csrf: string | null = null;

  constructor(app: FastifyInstance, remoteAddress = '192.0.2.7') {
    this.#app = app;
    this.remoteAddress = remoteAddress;
  }

  /** A header that is undefined is not sent. */
  async ask(
    method: InjectOptions['method'],
    url: string,
    payload?: object,
    headers: Record<string, string | undefined> = {},
  ): Promise<LightMyRequestResponse> {
    const sent = {
      host: HOST,
      origin: `http://${HOST}`,
      'user-agent': 'a browser',
      cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') || undefined,
      'x-csrf-token': this.csrf ?? undefined,
      ...headers,
    };
    const answer = await this.#app.inject({
      method: method ?? 'GET',
      url,
      remoteAddress: this.remoteAddress,
      headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)),
      ...(payload && { payload }),
    });
    for (const { name, value, maxAge } of answer.cookies as {
      name: string;
      value: string;
      maxAge?: number;
    }[])
      if (maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, value);
    const body = answer.headers['content-type']?.toString().includes('json') ? answer.json() : null;
    if (body && 'csrfToken' in body) this.csrf = body.csrfToken;
    return answer;
  }

  login(username: string, password = PASSWORD, totp?: string): Promise<LightMyRequestResponse> {
    return this.ask('POST', '/api/login', { username, password, ...(totp && { totp }) });
  }
}

/** A browser in which the first administrator was made with the setup link. */
export async function setUp(app: FastifyInstance, store: Store, username = 'ada'): Promise<Browser> {
  const browser = new Browser(app);
  const token = await setupToken(store);
  const answer = await browser.ask('POST', '/api/setup', { token, username, password: PASSWORD });
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return browser;
}

export const setupToken = async (store: Store): Promise<string> =>
  (await newSetupLink(store.users, 'http://suivi.example'))!.split('#token=')[1]!;
