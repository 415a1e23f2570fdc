/** Made-up packs with samples and mocks, none of which has an expression of another: what many definitions cost to check. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Random } from '../../scripts/fuzz/random.ts';

const SYLLABLES = [
  'ba',
  'cor',
  'den',
  'fi',
  'gal',
  'hu',
  'jor',
  'kem',
  'lo',
  'mir',
  'nas',
  'op',
  'pel',
  'qui',
  'ras',
  'sto',
  'tev',
  'vu',
];

type Kind = 'text' | 'time' | 'epoch' | 'number' | 'flag' | 'address' | 'texts' | 'object' | 'objects';
const SCALARS: readonly Kind[] = ['text', 'text', 'text', 'time', 'epoch', 'number', 'flag', 'address', 'texts'];

interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly fields: readonly Field[];
}

/** The vendor of one pack. */
class Vendor {
  readonly #random: Random;
  readonly #words = new Set<string>();
  readonly name: string;

  constructor(index: number) {
    this.#random = new Random(index);
    this.name = `${this.#word()}-${index}`;
  }

  /** Never the same twice. */
  #word(): string {
    const word = this.#random.times(2, 3, () => this.#random.pick(SYLLABLES)).join('');
    if (this.#words.has(word)) return this.#word();
    this.#words.add(word);
    return word;
  }

  #member(): string {
    return this.#random.times(1, 3, () => this.#word()).join('_');
  }

  #fields(count: number, depth: number): readonly Field[] {
    return Array.from({ length: count }, (): Field => {
      const isDeep = depth > 0 && this.#random.chance(0.25);
      const kind = isDeep ? this.#random.pick(['object', 'objects'] as const) : this.#random.pick(SCALARS);
      return { name: this.#member(), kind, fields: isDeep ? this.#fields(this.#random.between(2, 4), depth - 1) : [] };
    });
  }

  #valueOf({ kind, fields }: Field): unknown {
    switch (kind) {
      case 'text':
        return this.#random.times(1, 6, () => this.#word()).join(' ');
      case 'time':
        return new Date(Date.UTC(2026, 0, 1) + this.#random.below(1e10)).toISOString();
      case 'epoch':
        return 1_767_225_600 + this.#random.below(1e7);
      case 'number':
        return this.#random.below(1000);
      case 'flag':
        return this.#random.chance(0.5);
      case 'address':
        return `198.51.100.${this.#random.below(256)}`;
      case 'texts':
        return this.#random.times(1, 4, () => this.#word());
      case 'object':
        return this.#recordOf(fields);
      case 'objects':
        return this.#random.times(1, 3, () => this.#recordOf(fields));
      default:
        return kind satisfies never;
    }
  }

  #recordOf(fields: readonly Field[]): object {
    return Object.fromEntries(fields.map((field) => [field.name, this.#valueOf(field)]));
  }

  /** What an attribute makes of a field. Four of five shipped expressions are a plain path. */
  #expression(path: string, kind: Kind): string {
    const other = this.#word();
    if (this.#random.chance(0.7)) return path;
    switch (kind) {
      case 'time':
        return `$iso(${path})`;
      case 'epoch':
        return `$iso(${path})`;
      case 'number':
        return `${path} > ${this.#random.below(1000)} ? '${other}' : $string(${path})`;
      case 'flag':
        return `${path} = true ? '${other}' : '${this.#word()}'`;
      case 'address':
        return `$first($ip(${path}), ${path})`;
      case 'texts':
        return `${path}[$ != '${other}']`;
      default:
        return this.#random.pick([
          `$exists(${path}) ? '${other}: ' & ${path} : '${this.#word()}'`,
          `$lowercase(${path})`,
          `${path} in ['${other}', '${this.#word()}'] ? $user.${this.#user} : ${path}`,
          `$trim($substringBefore(${path}, '${other}'))`,
        ]);
    }
  }

  readonly #user = 'marking';

  /** `isOne`: a record has at most one of each. */
  #attributes(fields: readonly Field[], before: string, indent: string, isOne = true): string {
    return fields
      .flatMap(({ name, kind, fields: below }): string[] => {
        const path = `${before}${name}`;
        if (kind === 'object' || kind === 'objects')
          return [this.#attributes(below, `${path}.`, indent, isOne && kind === 'object')];
        const title = `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;
        const value = JSON.stringify(this.#expression(path, kind));
        return [
          this.#random.chance(0.3) && isOne && kind !== 'texts'
            ? `${indent}${title}: { value: !expr ${value}, rule: update }`
            : `${indent}${title}: !expr ${value}`,
        ];
      })
      .join('\n');
  }

  #endpoint(name: string, list: string): string {
    return `  ${name}:
    request:
      path: /api/${this.#word()}/${this.#word()}
      query:
        limit: !expr $page.size
        ${this.#word()}: !expr "$exists($page.after) ? $page.after : $string($epoch($plus($run.now, '-P' & $user.${name}_days & 'D')))"
    records: ${list}
    key: !expr id_of_${name}
    version: !expr "$epoch(changed_${name}, 'ms')"
    paginate: { kind: keyset, after: !expr id_of_${name}, start: !expr $state, size: ${this.#random.between(10, 5000)} }
    samples: [${name}-1.json, ${name}-2.json]
`;
  }

  #feed(name: string, fields: readonly Field[]): string {
    const objects = fields.find(({ kind }) => kind === 'objects');
    const kept = this.#word();
    const each =
      objects === undefined
        ? ''
        : `      ${this.#word()}: { each: !expr ${objects.name}, type: malware, value: !expr "${objects.fields[0]?.name} & '${kept}'" }\n`;
    return `  ${name}-feed:
    title: Made-up ${name} of ${this.name}
    description: What ${this.name} says of ${name} since the last run; all of it is made up.
    user_fields:
      ${name}_days:
        label: Days Back at First
        type: number
        integer: true
        minimum: 1
        maximum: ${this.#random.between(30, 3650)}
        default: ${this.#random.between(1, 30)}
        help: How many days back the first run of ${name} reaches.
    source: ${name}
    state: { kind: largest, of: !expr id_of_${name}, as: text, order: ascending }
    filters:
      - keep: !expr |-
          kind_of_${name} != '${kept}' and ($user.${this.#user} = '${this.#word()}' or $exists(id_of_${name}))
        because: it is ${kept}
    let:
      ${name}_tlp: !expr |-
        $lookup({ 'white': 'white', '${this.#word()}': 'green', '${this.#word()}': 'amber' }, $lowercase(kind_of_${name}))
    report:
      ${name}:
        type: indicator
        subtype: { of: !expr "kind_of_${name} = '${this.#word()}' ? $indicator_type(id_of_${name}) : kind_of_${name}", table: kinds, else: skip }
        value: !expr id_of_${name}
        published_at: !expr changed_${name}
        tlp: !expr $${name}_tlp
        attributes:
${this.#attributes(fields, '', '          ')}
${each}`;
  }

  /** Texts by their path under a folder. */
  files(): ReadonlyMap<string, string> {
    const feeds = this.#random.times(1, 2, () => ({ name: this.#word(), list: this.#member(), fields: this.#fields(4, 2) }));
    const files = new Map<string, string>();
    const kinds = this.#random.times(4, 14, () => this.#word());
    for (const { name, list, fields } of feeds)
      for (const part of [1, 2]) {
        const records = this.#random.times(2, 4, () => ({
          [`id_of_${name}`]: this.#word(),
          [`kind_of_${name}`]: this.#random.pick(kinds),
          [`changed_${name}`]: '2026-05-04T12:00:00Z',
          ...this.#recordOf(fields),
        }));
        files.set(`fixtures/${this.name}/${name}-${part}.json`, JSON.stringify({ [list]: records }, null, 2));
      }
    files.set(
      `definitions/${this.name}.yaml`,
      `# A made-up vendor.
language: 1
name: ${this.name}
title: ${this.name}
version: 1.0.0
category: osint
description: A made-up vendor with ${feeds.length} feeds.

connection:
  user_fields:
    api_key: { label: API Key, type: secret, required: true, help: The key of your account at ${this.name}. }
    ${this.#user}: { label: Marking, type: text, help: A marking of ${this.#word()}. }
  http:
    base_url: https://api.${this.name}.test
    auth: { kind: api_key, in: header, name: X-${this.#word()}, value: !expr $user.api_key }
    outcomes:
      - { status: [401, 403], do: fail, because: the API key is not accepted, message: !expr ${this.#member()} }

tables:
  # What the vendor's kinds are here.
  kinds:
    ${kinds.map((kind) => `${kind}: ${this.#random.pick(['FQDN', 'URL', 'MD5', 'Mutex'])}`).join('\n    ')}

endpoints:
${feeds.map(({ name, list }) => this.#endpoint(name, list)).join('\n')}
feeds:
${feeds.map(({ name, fields }) => this.#feed(name, fields)).join('\n')}`,
    );
    files.set(
      `fixtures/${this.name}/mock.yaml`,
      `mock: 1
title: ${this.name} with made-up records.
clock: 2026-05-04T12:00:00Z
user: { api_key: mock-api-key }
routes:
${feeds.map(({ name }) => `  - route: GET /api/${name}\n    when: !expr query.limit = '${this.#random.below(100)}' and query.${this.#word()} != '${this.#word()}'\n    file: ${name}-1.json`).join('\n')}
`,
    );
    return files;
  }
}

/** Writes so many packs into a folder, with `definitions/` and `fixtures/`; gives their definitions' bytes. */
export function writeDefinitions(count: number, folder: string): number {
  let bytes = 0;
  for (let index = 0; index < count; index++)
    for (const [path, text] of new Vendor(index + 1).files()) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
      if (path.startsWith('definitions/')) bytes += Buffer.byteLength(text);
    }
  return bytes;
}
