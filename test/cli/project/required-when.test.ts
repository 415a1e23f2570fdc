import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { loadPack } from '../../../engine/language/load.ts';
import { startVendor } from '../../components/live.ts';
import type { Vendor } from '../../components/live.ts';
import { commandLine } from '../../e2e/in-process.ts';
import { workingDirectory } from '../feedwright.ts';

const definition = `language: 1
name: news
title: News
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
    auth: { label: Auth, type: select, choices: [none, token], default: none }
    token: { label: Token, type: secret, required_when: !expr "$user.auth = 'token'" }
    team: { label: Team, type: text, required: true }
  http:
    base_url: !tmpl "{{@user.host}}"
    auth:
      kind: choose
      by: !expr $user.auth
      cases: { none: { kind: none }, token: { kind: bearer, token: !expr $user.token } }
user_fields:
  team: { required_when: !expr "$user.auth = 'token'" }
endpoints:
  news: { request: { path: /news }, records: items }
feeds:
  news:
    title: News
    source: news
    user_fields:
      lists: { label: Lists, type: lines, required_when: !expr "$exists($user.team)" }
    report:
      host: { type: indicator, subtype: FQDN, value: !expr name }
  open:
    title: Open
    source: news
    user_fields:
      team: { required: false }
    report:
      host: { type: indicator, subtype: FQDN, value: !expr name }
actions:
  tell:
    title: Tell
    accepts: [incident]
    options:
      kind: { label: Kind, type: select, choices: [short, long], default: short }
      text: { label: Text, type: text, required_when: !expr "$options.kind = 'long' and $user.auth = 'none'" }
    request: { method: POST, path: /tell, json: { text?: !expr $options.text } }
`;

let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor(() => ({ json: { items: [{ name: 'a.example' }] } }));
});
afterAll(() => vendor.close());

const feedwright = (...words: readonly string[]) =>
  commandLine(words, { cwd: workingDirectory({ 'definitions/news.yaml': definition }) });
const set = (...options: readonly string[]): readonly string[] =>
  [`host=${vendor.origin}`, ...options].flatMap((one) => ['--set', one]);
/** What a run says is missing. */
const missing = async (feed: string, ...options: readonly string[]): Promise<readonly string[]> => {
  vendor.asked.length = 0;
  const { code, stderr } = await feedwright('run', feed, ...set(...options));
  expect([code, vendor.asked.length]).toEqual(code === 0 ? [0, 1] : [2, 0]);
  return [...stderr.matchAll(/The option `(\w+)`/g)].map(([, name = '']) => name);
};

describe('an option that is required where another one says so', () => {
  test('is asked for there alone', async () => {
    expect(await missing('news/news')).toEqual([]);
    expect(await missing('news/news', 'auth=token')).toEqual(['token', 'team']);
    expect(await missing('news/news', 'auth=token', 'token=a-token-of-ours', 'team=red')).toEqual(['lists']);
    expect(await missing('news/news', 'auth=token', 'token=a-token-of-ours', 'team=red', 'lists=a')).toEqual([]);
    expect(vendor.asked[0]?.headers.authorization).toBe('Bearer a-token-of-ours');
  });

  test('counts as the innermost layer says that speaks of it', async () => {
    expect(await missing('news/open', 'auth=token', 'token=a-token-of-ours')).toEqual([]);
  });

  test('says why, where, and how to give it', async () => {
    const { stderr } = await feedwright('run', 'news/news', ...set('auth=token', 'team=red', 'lists=a'));
    expect(stderr).toContain("The option `token` (Token) is required, since `$user.auth = 'token'`. [option.required]");
    expect(stderr).toContain('definitions/news.yaml:9:5');
    expect(stderr).toContain('FEEDWRIGHT_NEWS_TOKEN');
  });

  test('is shown with its condition in the help', async () => {
    const { stdout } = await feedwright('run', 'news/news', '--help');
    expect(stdout).toContain("  token  Token, required where $user.auth = 'token', secret");
    expect(stdout).toContain("  team  Team, required where $user.auth = 'token'");
  });

  test('of an action looks at its other options as well', async () => {
    const act = (...options: readonly string[]) =>
      feedwright('act', 'news/tell', '--case', 'C1', ...set('team=red', ...options), '--dry-run');
    expect((await act()).stdout).toContain('/tell');
    expect((await act('kind=long')).stderr).toContain('The option `text` (Text) is required, since');
    expect((await act('kind=long', 'auth=token')).stdout).toContain('/tell');
  });
});

test.each([
  [
    'token: { label: T, type: text, required_when: !expr "$user.auht = \'a\'" }',
    'expression.unknown-option 7:56',
    'Did you mean `$user.auth`?',
  ],
  ['token: { label: T, type: text, required_when: !expr auth }', 'expression.no-data 7:55', 'Did you mean `$user.auth`?'],
  ['token: { label: T, type: text, required_when: $user.auth }', 'definition.wrong-type 7:49', 'Put the tag before it'],
  ['token: { label: T, type: text, required_when: !expr $run.now }', 'expression.unknown-variable 7:55', 'without `$`'],
  [
    'token: { label: T, type: text, required: true, required_when: !expr $exists($user.auth) }',
    'user-field.always-required 7:50',
    'Remove `required: true`, or `required_when`.',
  ],
])('%s', (field, finding, hint) => {
  const text = `language: 1
name: demo
title: Demo
version: 1.0.0
user_fields:
  auth: { label: A, type: text }
  ${field}
endpoints: { items: { request: { path: /items }, records: $ } }
feeds: { main: { title: M, source: items, report: { a: { type: note, value: !expr a } } } }
`;
  const { diagnostics } = loadPack('demo.yaml', createVocabulary(), { root: '.', read: () => text });
  expect(diagnostics.map(({ code, place }) => `${code} ${place.line}:${place.column}`)).toEqual([finding]);
  expect(diagnostics[0]?.hint).toContain(hint);
});
