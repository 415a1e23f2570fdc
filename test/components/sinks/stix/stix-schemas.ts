/** Objects against the OASIS schemas of their own types: the bundle's leaves several types out. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { StixObject } from '../../../../engine/components/sinks/stix/objects/stix-object.ts';

const folder = join(import.meta.dirname, 'oasis/schemas');
// Two schemas have expressions that are none with the flag `u`.
const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: false, formats: { 'idn-hostname': true } });
addFormats.default(ajv);

const ids = new Map<string, string>();
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.json')) continue;
  const schema = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { readonly $id: string };
  ajv.addSchema(schema);
  ids.set(name.replace(/^.*[\\/]|\.json$/g, ''), schema.$id);
}

/** What the schema of its own type has against an object, in a line each. */
export const againstSchema = (object: StixObject): readonly string[] => {
  const validate = ajv.getSchema(ids.get(object.type) ?? '');
  if (validate === undefined) return [`${object.id}: there is no schema for ${object.type}`];
  return validate(object) === true
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${object.id} ${instancePath} ${message ?? ''}`);
};

/** Types that the bundle's schema does not list: what it has for custom objects in their place takes no object with times. */
const UNLISTED = new Set(['incident', 'note', 'opinion', 'grouping', 'location', 'extension-definition']);

/** What the schema of bundles has against one, its objects of types that it lists included; only the last words of it. */
export const againstBundleSchema = (bundle: { readonly objects: readonly StixObject[] }): readonly string[] => {
  const validate = ajv.getSchema(ids.get('bundle') ?? '');
  const listed = { ...bundle, objects: bundle.objects.filter(({ type }) => !UNLISTED.has(type)) };
  return validate?.(listed) === true
    ? []
    : (validate?.errors ?? []).slice(-3).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
};
