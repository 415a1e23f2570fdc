/** The tokens that a mock has given out; each is good for so many requests, or until all are ended. */
export class Sessions {
  readonly #left = new Map<string, number>();
  readonly #requests: number;
  #issued = 0;

  constructor(requests: number) {
    this.#requests = requests;
  }

  /** Long enough to be masked by value, and with the characters that tokens like to have. */
  issue(): string {
    const token = `mock.session+${String(++this.#issued).padStart(6, '0')}/token==`;
    this.#left.set(token, this.#requests);
    return token;
  }

  /** Uses up one request of the token; false where it isn't good any more, or never was. */
  use(token: unknown): boolean {
    const left = typeof token === 'string' ? this.#left.get(token) : undefined;
    if (left === undefined || left <= 0) return false;
    this.#left.set(token as string, left - 1);
    return true;
  }

  expireAll(): void {
    this.#left.clear();
  }
}
