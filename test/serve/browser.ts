/** Asks a server as a browser or an attacker would: every header is the test's own. */
import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** The body, where it is JSON. */
  json<T = Readonly<Record<string, unknown>>>(): T;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export const ask = (origin: string, path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request({ hostname, port, path, method, headers: { ...length, ...headers }, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: <T>() => JSON.parse(text) as T });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** The cookie that an answer sets, as it is sent back. */
export const cookieOf = ({ headers }: Pick<Answer, 'headers'>): string =>
  [headers['set-cookie'] ?? []]
    .flat()
    .map((one) => one.split(';', 1)[0])
    .join('; ');

/** Somebody who is signed in. Everything that they were ever answered is kept. */
export class Browser {
  readonly origin: string;
  readonly cookie: string;
  readonly answers: Answer[] = [];
  csrf = '';

  constructor(origin: string, cookie: string) {
    this.origin = origin;
    this.cookie = cookie;
  }

  /** By the address that `serve` prints. */
  static async byToken(login: string): Promise<Browser> {
    const url = new URL(login);
    const browser = new Browser(url.origin, cookieOf(await ask(url.origin, url.pathname + url.search)));
    await browser.#meet();
    return browser;
  }

  static async byPassword(origin: string, user: string, password: string): Promise<Browser> {
    const body = JSON.stringify({ user, password });
    const headers = { 'content-type': 'application/json' };
    const browser = new Browser(origin, cookieOf(await ask(origin, '/api/session', { method: 'POST', headers, body })));
    await browser.#meet();
    return browser;
  }

  async #meet(): Promise<void> {
    this.csrf = (await this.get('/api/me')).json<{ csrf: string }>().csrf;
  }

  async get(path: string): Promise<Answer> {
    return this.#kept(await ask(this.origin, path, { headers: { cookie: this.cookie } }));
  }

  async post(path: string, body: object = {}, method = 'POST'): Promise<Answer> {
    const headers = { cookie: this.cookie, 'content-type': 'application/json', 'x-feedwright-csrf': this.csrf };
    return this.#kept(await ask(this.origin, path, { method, headers, body: JSON.stringify(body) }));
  }

  #kept(answer: Answer): Answer {
    this.answers.push(answer);
    return answer;
  }
}
