import { anyOf, choice, described, list, map, object, reference, text, treeMap, withExamples } from '../basics/shape.ts';
import type { Infer } from '../basics/shape.ts';
import { action } from '../action/action-shape.ts';
import { identifier, names, slug, tableCell } from '../basics/common-shapes.ts';
import { connection } from '../connection/connection-shape.ts';
import type { RawConnection } from '../connection/connection-shape.ts';
import { endpoint } from '../endpoint/endpoint-shape.ts';
import { feed, letBindings } from '../feed/feed-shape.ts';
import { objectType } from './object-type-shape.ts';
import type { RawObjectType } from './object-type-shape.ts';
import { userFields } from '../user-field/user-field-shape.ts';

/** Shapes that others refer to by name; the components' unions come beside them. */
export const namedShapes = () =>
  ({ endpoint: endpoint(), feed: feed(), action: action(), connection: connection(), 'object-type': objectType() }) as const;

const filePath = () => text({ minLength: 1, maxLength: 500 });

export const pack = () =>
  object(
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
      tables: withExamples(
        described(
          map(anyOf(filePath(), map(tableCell())), { ...names(identifier) }),
          'Tables by name: `key: value` pairs, or a CSV file with a header row whose first column is the key and whose second the value.',
        ),
        { kinds: { 1: 'Phishing', 2: 'Malware' } },
      ),
      fragments: withExamples(
        described(
          map(treeMap(), { ...names(slug) }),
          'Parts by name that endpoints, feeds, actions, report entries and maps of attributes take in with `use`. Maps are merged, lists replaced.',
        ),
        { paged: { paginate: { kind: 'page_number' } } },
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
        map(reference('endpoint') as ReturnType<typeof endpoint>, { ...names(slug) }),
        "The calls of the vendor's API by name.",
      ),
      feeds: described(map(reference('feed') as ReturnType<typeof feed>, { ...names(slug) }), 'The feeds by name.'),
      actions: described(map(reference('action') as ReturnType<typeof action>, { ...names(slug) }), 'The actions by name.'),
    },
    { description: 'A pack: the feeds and actions of one vendor, as data.' },
  );

export type RawPack = Infer<ReturnType<typeof pack>>;
