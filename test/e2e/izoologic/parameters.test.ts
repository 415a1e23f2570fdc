/** The parameters of the guides' configuration tables: names, labels, kinds and defaults. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { openLibrary } from '../../../engine/language/library.ts';
import type { UserField } from '../../../engine/language/model.ts';
import { resolveAction, resolveFeed } from '../../../engine/language/resolve.ts';
import { inProcess } from '../in-process.ts';
import { newFolder } from './vendor.ts';

const root = fileURLToPath(new URL('../../../definitions', import.meta.url));
const library = openLibrary(createVocabulary());
const feed = (name: string): readonly UserField[] =>
  resolveFeed(`izoologic-sync-cases/${name}`, root, library).feed.userFields;
const action = (name: string) => resolveAction(`izoologic-operation/${name}`, root, library).action;

const rows = (fields: readonly UserField[]): unknown =>
  fields.map((field) => [field.name, field.label, field.type, field.required, 'default' in field ? field.default : undefined]);

const SHARED = [
  ['host', 'Hostname', 'url', false, 'https://client-api.izoolabs.com'],
  ['api_key', 'API Key', 'secret', true, undefined],
  ['secret_key', 'Secret Key', 'secret', true, undefined],
  ['verify_ssl', 'Enable SSL Certificate Verification', 'boolean', false, true],
  ['disable_proxies', 'Disable Proxies', 'boolean', false, false],
];

describe('the parameters', () => {
  test('of the Incident Case Sync', () => {
    expect(rows(feed('incident-case-sync'))).toEqual([
      ...SHARED,
      ['ingest_as_event', 'Ingest as Event Instead of Incident', 'boolean', false, false],
      ['ip_as_attribute', 'Ingest IP as Attribute', 'boolean', false, false],
      ['use_added_date', 'Use Added Date instead of Detection Date for Published At', 'boolean', false, false],
      ['description_as_attribute', 'Ingest Description as Attribute', 'boolean', false, false],
    ]);
  });

  test('of the DLR Case Sync', () => {
    expect(rows(feed('dlr-case-sync'))).toEqual([
      ...SHARED,
      ['ingest_as_identity', 'Ingest as Identity Instead of Compromised Account', 'boolean', false, false],
      ['description_as_attribute', 'Ingest Description as Attribute', 'boolean', false, false],
      ['use_posted_date', 'Use iZoologic Posted Date', 'boolean', false, false],
    ]);
    expect(feed('dlr-case-sync').find(({ name }) => name === 'api_key')?.help).toContain('Compromised Accounts API');
  });

  test('of the operation, which words some in its own way', () => {
    expect(rows(action('move-case').userFields)).toEqual(
      SHARED.map(([name, label, ...more]) => [
        name,
        { verify_ssl: 'Verify SSL', disable_proxies: 'Bypass system proxy configuration for this operation' }[String(name)] ??
          label,
        ...more,
      ]),
    );
  });

  test('have help, all of them', () => {
    for (const field of [...feed('incident-case-sync'), ...feed('dlr-case-sync'), ...action('move-case').userFields]) {
      if (field.name !== 'disable_proxies')
        expect({ name: field.name, help: field.help }).toEqual({ name: field.name, help: expect.stringMatching(/\.$/) });
    }
  });
});

test.each([
  ['send-case-message', ['subject: text', 'message: textarea, required', 'client_code: text']],
  ['approve-case-takedown', ['client_code: text', 'remark: textarea']],
  ['mark-as-reviewed', ['client_code: text', 'remark: textarea']],
  ['move-case', ['client_code: text', 'move_to_case_type: select, required', 'comment: textarea']],
])('the options of %s', (name, options) => {
  const { accepts, options: fields, sideEffects } = action(name);
  expect(fields.map((field) => `${field.name}: ${field.type}${field.required ? ', required' : ''}`)).toEqual(options);
  expect({ accepts, sideEffects }).toEqual({ accepts: ['event', 'incident'], sideEffects: true });
});

test.each([
  'client-api.izoolabs.com',
  'client-api.izoolabs.com/',
  'https://client-api.izoolabs.com/',
  'https://client-api.izoolabs.com',
])('the host may be written as %s', async (host) => {
  const { code, stdout } = await inProcess(
    'plan',
    { json: true, set: [`host=${host}`] },
    ['izoologic-sync-cases/incident-case-sync'],
    { cwd: newFolder() },
  );
  expect(code).toBe(0);
  expect(stdout).toContain('"https://client-api.izoolabs.com/api/ThreatManagement/CaseSync"');
});
