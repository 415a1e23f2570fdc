/** Held against a server that plays Vault, made up from its public documentation. */
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openVault } from '../../../engine/api/vault/open-vault.ts';
import type { RawVault } from '../../../engine/api/vault/vault-shape.ts';
import { createRedactor, type World } from '../../../engine/api/world.ts';
import type { EngineError } from '../../../engine/language/basics/errors.ts';
import { type FakeVault, fakeVault, ROLE } from '../../support/vault.ts';

const place = { file: 'feedwright.yaml', line: 3, column: 7 };
const TOKEN = 'root-token-of-a-test';
const SECRET = 'an-invented-api-key-of-acme';

let vault: FakeVault;
beforeEach(async () => {
  vault = await fakeVault();
  vault.secrets.set('secret/feeds/acme', { token: SECRET, number: 7, user: 'acme-user' });
});
afterEach(() => vault.close());

const worldOf = (env: World['env'] = {}, time = { now: 0 }, redactor = createRedactor()): World => ({
  cwd: tmpdir(),
  env,
  signal: new AbortController().signal,
  now: () => time.now,
  ticks: () => performance.now(),
  sleep: async () => undefined,
  note: () => undefined,
  warn: () => undefined,
  redactor,
  redact: redactor.redact,
});

const configOf = (raw: RawVault) => ({ folder: tmpdir(), vault: { raw, place } });
const usual = () => configOf({ address: vault.address, token: TOKEN });

const failureOf = async (reading: Promise<string>): Promise<EngineError> => {
  try {
    await reading;
  } catch (error) {
    return error as EngineError;
  }
  throw new Error('there is a value');
};

test('a value is read, each path once, and masked from then on', async () => {
  const world = worldOf();
  const read = openVault(world, usual());
  expect(await read({ path: 'feeds/acme', key: 'token' }, place)).toBe(SECRET);
  expect(await read({ path: 'feeds/acme', key: 'user' }, place)).toBe('acme-user');
  expect(vault.asked).toEqual(['GET secret/data/feeds/acme']);
  expect(world.redact(`a ${SECRET}, ${Buffer.from(SECRET).toString('base64')} and ${TOKEN}`)).not.toMatch(/invented|YW4t|root-/);
});

test('what is opened anew reads anew', async () => {
  const config = usual();
  await openVault(worldOf(), config)({ path: 'feeds/acme', key: 'token' }, place);
  vault.secrets.set('secret/feeds/acme', { token: 'another-invented-key' });
  expect(await openVault(worldOf(), config)({ path: 'feeds/acme', key: 'token' }, place)).toBe('another-invented-key');
});

test('address, token and namespace come from the environment where the configuration has none', async () => {
  vault.namespace = 'soc/feeds';
  const env = { VAULT_ADDR: `${vault.address}/`, VAULT_TOKEN: `${TOKEN}\n`, VAULT_NAMESPACE: 'soc/feeds' };
  const read = openVault(worldOf(env), { folder: tmpdir(), vault: undefined });
  expect(await read({ path: 'feeds/acme', key: 'token' }, place)).toBe(SECRET);
});

test('a mount may have several parts, and a path what an address must not', async () => {
  vault.secrets.set('team/kv/a+b/ü', { 'the key': 'v' });
  const read = openVault(worldOf(), configOf({ address: vault.address, token: TOKEN, mount: 'team/kv' }));
  expect(await read({ path: 'a+b/ü', key: 'the key' }, place)).toBe('v');
});

test('a role logs in once, again when its token has ended or was taken back, and neither its secret nor its token shows', async () => {
  const time = { now: 0 };
  const config = configOf({ address: vault.address, app_role: ROLE });
  const read = async (): Promise<World> => {
    const world = worldOf({}, time);
    expect(await openVault(world, config)({ path: 'feeds/acme', key: 'token' }, place)).toBe(SECRET);
    return world;
  };
  const logins = (): number => vault.asked.filter((one) => one === 'POST auth/approle/login').length;
  await read();
  const later = await read();
  expect(logins()).toBe(1);
  expect(later.redact(`hvs.an-invented-login-1 ${ROLE.secret_id}`)).not.toContain('invented');
  time.now = 3_600_000;
  await read();
  expect(logins()).toBe(2);
  vault.tokens.delete('hvs.an-invented-login-2');
  await read();
  expect(logins()).toBe(3);
});

test.each([
  ['nothing/here', 'token', 'vault.no-path', 'nothing under "nothing/here" of the mount "secret"', 'without "data/"'],
  ['feeds/acme', 'tokn', 'vault.no-key', 'no key "tokn" under "feeds/acme"', 'Did you mean `token`?'],
  ['feeds/acme', 'password', 'vault.no-key', 'no key "password"', 'Use one of `token`, `number`, `user`.'],
  ['feeds/acme', 'number', 'vault.no-text', 'is no text but a number', 'as a text'],
  ['feeds/acme', '__proto__', 'vault.no-key', 'no key', 'Use one of'],
  ['feeds/left', 'token', 'vault.deleted', 'was deleted (version 3)', 'Undelete it'],
  ['feeds/lost', 'token', 'vault.deleted', 'was destroyed (version 3)', 'Write it anew.'],
])('%s#%s: %s', async (path, key, code, message, hint) => {
  vault.gone.set('secret/feeds/left', 'deleted').set('secret/feeds/lost', 'destroyed');
  const error = await failureOf(openVault(worldOf(), usual())({ path, key }, place));
  expect(error).toMatchObject({ code, place, message: expect.stringContaining(message), hint: expect.stringContaining(hint) });
  expect(`${error.message} ${error.hint}`).not.toContain('invented');
});

test.each([
  [{ token: 'a-token-that-has-ended' }, 'vault.denied', 'does not let this token read', 'The token has ended'],
  [{ token: 'a-narrow-token' }, 'vault.denied', 'permission denied', 'path "secret/data/feeds/acme" { capabilities = ["read"] }'],
  [{ token: TOKEN, mount: 'old' }, 'vault.mount', 'a key-value store of version 1', 'vault kv enable-versioning'],
  [{ token: TOKEN, mount: 'pki' }, 'vault.mount', 'of the type "pki"', 'as `mount` under `vault:`'],
  [{ token: TOKEN, mount: 'nowhere' }, 'vault.no-path', 'of the mount "nowhere"', 'another mount'],
  [{ app_role: { ...ROLE, secret_id: 'a-wrong-secret-id' } }, 'vault.login', 'invalid role or secret ID', 'Check `role_id`'],
  [{ app_role: { ...ROLE, mount: 'roles' } }, 'vault.login', 'does not let this role in', 'Check `role_id`'],
  [{ token: TOKEN, namespace: 'elsewhere' }, 'vault.no-path', 'in the namespace "elsewhere"', 'without "data/"'],
] as readonly (readonly [RawVault, string, string, string])[])('%j: %s', async (raw, code, message, hint) => {
  vault.tokens.set('a-narrow-token', ['secret/data/other']);
  const config = configOf({ address: vault.address, ...raw });
  const error = await failureOf(openVault(worldOf(), config)({ path: 'feeds/acme', key: 'token' }, place));
  expect(error).toMatchObject({ code, place, message: expect.stringContaining(message), hint: expect.stringContaining(hint) });
  expect(`${error.message} ${error.hint}`).not.toContain(raw.token ?? 'secret-id');
});

test('a path of the first version that looks like one of the second is none', async () => {
  vault.secrets.set('old/feeds/acme', { token: SECRET });
  const config = configOf({ address: vault.address, token: TOKEN, mount: 'old' });
  const error = await failureOf(openVault(worldOf(), config)({ path: 'feeds/acme', key: 'token' }, place));
  expect(error).toMatchObject({ code: 'vault.mount', message: expect.stringContaining('of version 1') });
});

test('one that is sealed is not asked again and again, one that is starting is', async () => {
  vault.state = 'sealed';
  expect(await failureOf(openVault(worldOf(), usual())({ path: 'feeds/acme', key: 'token' }, place))).toMatchObject({
    code: 'vault.sealed',
    place,
    hint: expect.stringContaining('unsealed'),
  });
  expect(vault.asked).toHaveLength(1);
  vault.state = 'starting';
  expect(await failureOf(openVault(worldOf(), usual())({ path: 'feeds/acme', key: 'token' }, place))).toMatchObject({
    code: 'vault.unreachable',
    place,
    message: expect.stringContaining('503'),
  });
  expect(vault.asked.length).toBeGreaterThan(2);
});

test('one that is not there, and settings that say too little, are told with what to do', async () => {
  const none = await fakeVault();
  none.close();
  const at = (config: Parameters<typeof openVault>[1], env = {}) =>
    failureOf(openVault(worldOf(env), config)({ path: 'feeds/acme', key: 'token' }, place));
  expect(await at(configOf({ address: none.address, token: TOKEN }))).toMatchObject({ code: 'vault.unreachable', place });
  const nothing = { folder: tmpdir(), vault: undefined };
  expect(await at(nothing)).toMatchObject({ code: 'vault.settings', place, hint: expect.stringContaining('VAULT_ADDR') });
  expect(await at(nothing, { VAULT_ADDR: vault.address })).toMatchObject({
    code: 'vault.settings',
    hint: expect.stringContaining('VAULT_TOKEN'),
  });
  expect(await at(configOf({ address: vault.address, token: '${vault:a#b}' }))).toMatchObject({
    code: 'vault.settings',
    place,
    message: expect.stringContaining('can not come from the vault'),
  });
});
