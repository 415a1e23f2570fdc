import { expect, test } from 'vitest';
import { logsIn } from '../../engine/plan/logs-in.ts';
import { packWith } from '../contracts/pack-with.ts';
import { authOf } from '../components/auth/rig.ts';

const login = 'login: { method: POST, path: /login, json: { key: !expr $user.key } }';

test.each<[string, boolean]>([
  ['{ kind: none }', false],
  ['{ kind: api_key, in: header, name: X-Key, value: !expr $user.key }', false],
  ['{ kind: hmac, secret: !expr $user.secret, sign: !expr $request.target, query: { sig: !expr $signature } }', false],
  [`kind: cookie\n${login}`, true],
  [
    'kind: oauth2_client_credentials\nrequest: { method: POST, path: /token }\nclient_id: a\nclient_secret: !expr $user.secret',
    true,
  ],
  [`kind: choose\nby: !expr $user.method\ncases:\n  none: { kind: none }\n  cookie:\n    kind: cookie\n    ${login}`, true],
  [
    'kind: choose\nby: !expr $user.method\ncases: { none: { kind: none }, key: { kind: bearer, token: !expr $user.token } }',
    false,
  ],
])('%j sends requests of its own: %s', (text, expected) => {
  const { connection } = packWith(authOf(text));
  const { auth } = connection ?? {};
  expect(auth === undefined ? undefined : logsIn(auth)).toBe(expected);
});
