import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { definitionSchema } from '../../engine/language/definition-schema.ts';
import { loadPack } from '../../engine/language/load.ts';
import type { Loaded } from '../../engine/language/load.ts';
import type { Pack } from '../../engine/language/model.ts';

const vocabulary = createVocabulary();
const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

/** A small pack with `paginate:` in its endpoint, `state:` in its feed and `auth:` under `http`, as a definition writes them. */
export const packText = ({
  endpoint = '',
  feed = '',
  http = '',
}: {
  readonly endpoint?: string;
  readonly feed?: string;
  readonly http?: string;
}): string => `language: 1
name: sample-pack
title: Sample
version: 1.0.0
category: open source
connection:
  user_fields:
    page_size: { label: Page Size, type: number, default: 3 }
    name: { label: Name, type: text }
    method: { label: Method, type: text }
    password: { label: Password, type: secret }
    key: { label: Key, type: secret }
    secret: { label: Secret, type: secret }
    token: { label: Token, type: secret }
    refresh_token: { label: Refresh Token, type: secret }
    client_id: { label: Client ID, type: text }
    client_secret: { label: Client Secret, type: secret }
  http:
    base_url: http://127.0.0.1
${indented(http, 4)}
endpoints:
  items:
    request: { path: /items, query: { n?: !expr $page.number, o?: !expr $page.offset, t?: !expr $page.token, a?: !expr $page.after, s?: !expr $state } }
    records: items
${indented(endpoint, 4)}
feeds:
  items:
    title: Items
    source: items
    report:
      item:
        type: indicator
        subtype: FQDN
        value: !expr name
${indented(feed, 4)}
`;

export const load = (parts: Parameters<typeof packText>[0]): Loaded =>
  loadPack('/packs/sample.yaml', vocabulary, { root: '/packs', read: () => packText(parts) });

export const packWith = (parts: Parameters<typeof packText>[0]): Pack => {
  const { pack, diagnostics } = load(parts);
  if (pack === undefined) throw new Error(diagnostics.map(({ message, place }) => `${place.line}: ${message}`).join('\n'));
  return pack;
};

const tag = (name: string) => ({ tag: name, resolve: (text: string) => text });
let validator: ReturnType<Ajv['compile']> | undefined;

/** What an editor would underline: the published schema, where a tagged scalar is a text. */
export const editorErrors = (parts: Parameters<typeof packText>[0]): readonly string[] => {
  validator ??= new Ajv({ strict: false, allErrors: true, formats: { regex: true } }).compile(definitionSchema(vocabulary));
  const valid = validator(parse(packText(parts), { customTags: [tag('!expr'), tag('!tmpl')] }));
  return valid ? [] : (validator.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
};
