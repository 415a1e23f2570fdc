import { anyOf, choice, described, list, map, object, reference, text, treeMap, withExamples } from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { identifier, names, slug, tableCell } from '../basics/common-shapes.ts';
import type { Table } from '../basics/value.ts';
import { actionShape } from '../action/action.ts';
import type { Action } from '../action/action.ts';
import { connectionShape } from '../connection/connection.ts';
import type { Connection, RawConnection } from '../connection/connection.ts';
import { endpointShape } from '../endpoint/endpoint.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { feedShape } from '../feed/feed.ts';
import type { Feed } from '../feed/feed.ts';
import type { FormatTable } from '../format-table/format-table.ts';
import { letBindings } from '../report/bindings.ts';
import type { UserField } from '../user-field/user-field-model.ts';
import { userFields } from '../user-field/user-field-shape.ts';
import type { KnownWords } from './known-values.ts';
import { objectCode, objectTypeShape } from './object-type.ts';
import type { ObjectType, RawObjectType } from './object-type.ts';

/** Shapes that others refer to by name; the components' unions come beside them. */
export const namedShapes = () =>
  ({
    endpoint: endpointShape,
    feed: feedShape,
    action: actionShape,
    connection: connectionShape,
    'object-type': objectTypeShape,
  }) as const;

/** One version of a pack. */
export const changeShape = object(
  {
    version: described(text({ minLength: 1, maxLength: 64 }), 'The version of the definition.'),
    lines: described(list(text({ minLength: 1 }), { minItems: 1 }), 'What is new, each in a sentence.'),
  },
  { date: described(text({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), 'When it came out: `2026-01-31`.') },
);

const filePath = () => text({ minLength: 1, maxLength: 500 });

export const packShape = object(
  {
    language: described(choice(1), 'The version of the definition language.'),
    name: withExamples(
      described(
        text({ pattern: slug, maxLength: 64 }),
        "The pack's name in `pack/feed`, in state and in the environment; lower case.",
      ),
      'example-feeds',
    ),
    title: described(text({ minLength: 1 }), 'What people call it.'),
    version: withExamples(
      described(text({ pattern: '^\\d+(\\.\\d+){0,3}([-+.][0-9A-Za-z.-]+)?$' }), 'The version of the definition.'),
      '1.0.0',
    ),
  },
  {
    category: withExamples(
      described(text({ minLength: 1 }), 'The kind of source, for people who choose one.'),
      'commercial',
      'osint',
    ),
    description: described(text(), 'What it brings, in a sentence or two.'),
    author: described(text({ minLength: 1 }), 'Who wrote the definition, for its guide.'),
    prerequisites: withExamples(described(list(text({ minLength: 1 })), 'What a user must have before it runs, for its guide.'), [
      'An API key of the vendor, with the permission to read feeds.',
    ]),
    known_limits: withExamples(
      described(list(text({ minLength: 1 })), 'What is known not to work, or only so far, for its guide.'),
      ['The API reaches back 60 days.'],
    ),
    changes: withExamples(described(list(changeShape), 'What changed with each version, the latest first, for its guide.'), [
      { version: '1.0.0', date: '2026-01-31', lines: ['First version.'] },
    ]),
    connection: withExamples(
      described(
        anyOf(filePath(), reference<RawConnection>('connection')),
        "How the vendor's API is reached: a file beside this one, or inline.",
      ),
      './connection.yaml',
    ),
    user_fields: described(
      userFields(),
      'Options of every feed and action of the pack; a field of the connection may be given another label, help or default here.',
    ),
    custom_objects: described(
      list(anyOf(filePath(), reference<RawObjectType>('object-type'))),
      "Object types of one's own: files beside this one, or inline.",
    ),
    custom_subtypes: withExamples(
      described(
        map(list(text({ minLength: 1 })), { ...names(objectCode) }),
        'Further subtypes by object type, beside those that `feedwright objects --types` lists; of a type that has none listed they are all that there are.',
      ),
      { indicator: ['Telegram Handle'] },
    ),
    custom_statuses: withExamples(
      described(map(list(text({ minLength: 1 })), { ...names(objectCode) }), 'The same for statuses.'),
      { incident: ['Open', 'In Progress', 'Closed'] },
    ),
    tables: withExamples(
      described(
        anyOf(filePath(), map(anyOf(filePath(), map(tableCell())), { ...names(identifier) })),
        "Tables by name: `key: value` pairs, a YAML or JSON file of them, or a CSV file with a header row whose first column is the key and whose second the value; or one YAML file with all tables. Files may be shared by packs in one folder of definitions. A look-up names one, or an expression: `$table('kinds', kind)`.",
      ),
      { kinds: { 1: 'Phishing', 2: 'Malware' }, countries: '../shared/countries.csv' },
    ),
    formats: described(
      reference<Readonly<Record<string, unknown>>>('formats'),
      'What its objects become in the formats in which they go out, by format: rows that are asked before those of the format itself. Each inline, or a file beside this one.',
    ),
    fragments: withExamples(
      described(
        anyOf(filePath(), map(anyOf(filePath(), treeMap()), { ...names(slug) })),
        'Parts by name that endpoints, feeds, actions, report entries and maps of attributes take in with `use`. Maps are merged, lists replaced. One may stand in a YAML file of its own, or all of them in one file, which several packs in one folder of definitions may share.',
      ),
      { paged: { paginate: { kind: 'page_number' } } },
      '../shared/fragments.yaml',
    ),
    defaults: described(
      object(
        {},
        {
          endpoint: described(treeMap(), 'For every endpoint.'),
          feed: described(treeMap(), 'For every feed.'),
          entry: described(treeMap(), 'For every entry of every report.'),
          action: described(treeMap(), 'For every action.'),
        },
      ),
      'What holds where nothing else is said: below the fragments, which are below what stands in the place itself.',
    ),
    let: described(letBindings(), 'Names for values that every action of the pack sees.'),
    endpoints: described(
      map(reference<Infer<typeof endpointShape>>('endpoint'), { ...names(slug) }),
      "The calls of the vendor's API by name.",
    ),
    feeds: described(map(reference<Infer<typeof feedShape>>('feed'), { ...names(slug) }), 'The feeds by name.'),
    actions: described(map(reference<Infer<typeof actionShape>>('action'), { ...names(slug) }), 'The actions by name.'),
  },
  { description: 'A pack: the feeds and actions of one vendor, as data.' },
);

export type RawPack = Infer<typeof packShape>;

/** What came with a version. */
export type Change = PlainOf<typeof changeShape> & { readonly lines: readonly string[] };

export interface Pack extends PlainOf<typeof packShape> {
  readonly file: string;
  /** sha256 hex over the pack's file and every file that it includes: what "the same definition" means. */
  readonly hash: string;
  readonly connection: Connection | undefined;
  readonly prerequisites: readonly string[];
  readonly knownLimits: readonly string[];
  readonly changes: readonly Change[];
  /** Options that every feed and action has: of the connection, then of the pack. */
  readonly userFields: readonly UserField[];
  readonly tables: ReadonlyMap<string, Table>;
  readonly objectTypes: readonly ObjectType[];
  /** Subtypes and statuses that are known, by object type. */
  readonly words: KnownWords;
  /** What it adds to the tables of formats, by their names. */
  readonly formats: ReadonlyMap<string, FormatTable>;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly actions: ReadonlyMap<string, Action>;
}
