/** Sign-in by OpenID Connect: authorization code with PKCE. */
import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { EngineError } from '../../language/basics/errors.ts';
import type { Role } from '../contract/session.ts';
import type { Settings } from '../tasks/notices.ts';
import { randomText } from './sessions.ts';
import { ROLES } from './who.ts';

export type OidcSettings = NonNullable<Settings['oidc']>;

/** What a provider says of itself, as far as it is used. */
interface Provider {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
}

interface Discovered {
  /** As the configuration names it. */
  readonly of: string;
  readonly found: Provider;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
}

/** Somebody who was sent to the provider, and is not back yet. */
interface Pending {
  readonly verifier: string;
  readonly nonce: string;
  readonly back: string;
  readonly at: number;
}

/** How long somebody may take at the provider, ms; how many may be there at once. */
const LASTS = 10 * 60_000;
const MOST = 1000;
/** Of an answer of the provider, ms. */
const PATIENCE = 10_000;
const MAX_ANSWER = 1 << 20;
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

const failure = (message: string, cause?: unknown): EngineError =>
  new EngineError('serve.oidc', message, { hint: 'Try it once more; if it stays so, ask an admin of this server.', cause });

const jsonFrom = async (url: string, init: RequestInit = {}): Promise<Readonly<Record<string, unknown>>> => {
  try {
    const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
    const text = await answer.text();
    if (answer.ok && text.length <= MAX_ANSWER) return JSON.parse(text) as Readonly<Record<string, unknown>>;
    throw failure(`The provider answered with ${answer.status}.`);
  } catch (error) {
    throw error instanceof EngineError
      ? error
      : failure('The provider could not be asked, or did not answer as it should.', error);
  }
};

/** Plain http is for a provider on this machine alone. */
const mustBeSafe = (address: unknown): string => {
  const url = typeof address === 'string' ? URL.parse(address) : null;
  const isLocal = url !== null && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) return url.href;
  throw failure('The provider names an address that is no https address.');
};

export interface Person {
  readonly user: string;
  readonly role: Role;
}

export class Oidc {
  readonly #settings: () => OidcSettings | undefined;
  readonly #now: () => number;
  readonly #pending = new Map<string, Pending>();
  #provider: Discovered | undefined;

  constructor(settings: () => OidcSettings | undefined, now: () => number) {
    this.#settings = settings;
    this.#now = now;
  }

  get isThere(): boolean {
    return this.#settings() !== undefined;
  }

  /** The address to send the browser to, and what it is to show when it comes back. `back`: where it comes back to. */
  async begin(back: string): Promise<{ readonly url: string; readonly state: string }> {
    const settings = this.#mustHave();
    const { found } = await this.#discover(settings);
    for (const [state, { at }] of this.#pending) if (at < this.#now() - LASTS) this.#pending.delete(state);
    if (this.#pending.size >= MOST) throw failure('Too many people are signing in just now.');
    const [state, nonce, verifier] = [randomText(), randomText(), randomText()];
    this.#pending.set(state, { verifier, nonce, back, at: this.#now() });
    const url = new URL(found.authorization_endpoint);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const asked = {
      response_type: 'code',
      scope: 'openid profile',
      client_id: settings.client_id,
      redirect_uri: back,
      state,
      nonce,
    };
    for (const [name, value] of Object.entries({ ...asked, code_challenge: challenge, code_challenge_method: 'S256' }))
      url.searchParams.set(name, value);
    return { url: url.href, state };
  }

  /** Who it is that came back. Throws where that can't be told, or where they may do nothing here. */
  async end(state: string, code: string): Promise<Person> {
    const settings = this.#mustHave();
    const pending = this.#pending.get(state);
    this.#pending.delete(state);
    if (pending === undefined || pending.at < this.#now() - LASTS)
      throw failure('This sign-in was not begun here, or too long ago.');
    const { found, keys } = await this.#discover(settings);
    const token = await this.#tokenFor(settings, found, pending, code);
    return this.#personOf(settings, await this.#claimsOf(settings, { found, keys, nonce: pending.nonce }, token));
  }

  async #tokenFor(
    { client_id: id, client_secret: secret }: OidcSettings,
    { token_endpoint: url }: Provider,
    { verifier, back }: Pending,
    code: string,
  ): Promise<string> {
    const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: back, code_verifier: verifier });
    if (secret === undefined) body.set('client_id', id);
    const both = [id, secret ?? ''].map((one) => encodeURIComponent(one)).join(':');
    const headers = secret === undefined ? {} : { authorization: `Basic ${Buffer.from(both).toString('base64')}` };
    const { id_token: token } = await jsonFrom(url, { method: 'POST', body, headers });
    if (typeof token === 'string') return token;
    throw failure('The provider gave no token that says who it is.');
  }

  async #claimsOf(
    { client_id: audience }: OidcSettings,
    { found, keys, nonce }: Omit<Discovered, 'of'> & { readonly nonce: string },
    token: string,
  ): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: found.issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: 60,
        currentDate: new Date(this.#now()),
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      if (payload['nonce'] === nonce && (payload['azp'] === undefined || payload['azp'] === audience)) return payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw failure('The keys of the provider could not be had.', error);
      throw failure('The token of the provider is none that counts.', error);
    }
    throw failure('The token of the provider is for another sign-in.');
  }

  #personOf({ claim = 'groups', name = 'preferred_username', roles }: OidcSettings, claims: JWTPayload): Person {
    const groups = [claims[claim]].flat().filter((one) => typeof one === 'string');
    const role = ROLES.findLast((one) => roles[one]?.some((group) => groups.includes(group)) === true);
    const called = claims[name];
    const user = (typeof called === 'string' && called !== '' ? called : String(claims.sub)).slice(0, 100);
    if (role !== undefined) return { user, role };
    throw new EngineError('serve.no-role', 'You are none of those who may use this server.', { hint: 'Ask an admin of it.' });
  }

  async #discover({ issuer }: OidcSettings): Promise<Discovered> {
    if (this.#provider?.of === issuer) return this.#provider;
    const base = mustBeSafe(issuer);
    const given = await jsonFrom(`${base.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (given['issuer'] !== issuer) throw failure('The provider names itself otherwise than the configuration does.');
    const found: Provider = {
      issuer,
      authorization_endpoint: mustBeSafe(given['authorization_endpoint']),
      token_endpoint: mustBeSafe(given['token_endpoint']),
      jwks_uri: mustBeSafe(given['jwks_uri']),
    };
    this.#provider = { of: issuer, found, keys: createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: PATIENCE }) };
    return this.#provider;
  }

  #mustHave(): OidcSettings {
    const settings = this.#settings();
    if (settings !== undefined) return settings;
    throw failure('Nobody signs in that way here.');
  }
}
