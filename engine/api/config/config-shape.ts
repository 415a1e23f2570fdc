import {
  anyOf,
  boolean,
  bytes,
  described,
  duration,
  type Infer,
  list,
  map,
  number,
  object,
  reference,
  text,
} from '../../language/basics/shape.ts';

import { expectations } from '../../language/feed/health.ts';
import { taxiiShape } from '../taxii/taxii-shape.ts';
import { vaultShape } from '../vault/vault-shape.ts';
import { serveShape } from '../serving/serve-shape.ts';
import { reachOptions } from './reach.ts';
import { attachmentsShape } from '../store/objects/attachments-shape.ts';
import { scheduleOptions } from './read-schedule.ts';

const scalar = () => anyOf(text(), number(), boolean());
const settings = () =>
  described(
    map(anyOf(scalar(), list(scalar()))),
    'Options by name; `${file:/path}`, `${env:NAME}` and `${vault:path#key}` are replaced.',
  );

/** What is kept, and for how long. */
const retention = object(
  {},
  {
    runs: described(duration(), 'Runs with their windows and counts.'),
    quarantine: described(duration(), 'Records that could not be mapped.'),
    actions: described(duration(), 'Actions whose outcome is known.'),
    changes: described(duration(), 'What runs have replaced: as long as they can be undone. Default 7 days.'),
  },
);

export const storeHealth = object(
  {},
  {
    store_size: described(bytes(), 'The store, its attachments left out, is at most so large.'),
    disk_free: described(bytes(), 'So much is free on its disk at least.', '256 MiB'),
  },
);

const instance = object(
  { feed: described(text({ minLength: 1 }), 'The feed, as pack/feed.') },
  {
    set: settings(),
    source: described(text({ minLength: 1 }), 'What its objects name as their source; no two instances share one.'),
    ...scheduleOptions,
    health: described(
      object({}, expectations, { minProperties: 1 }),
      'What is expected of it, in the place of what `health` of its feed says.',
    ),
    hold: described(boolean(), 'Its windows wait to be looked at: see `review`, `apply` and `discard`.'),
  },
);

/** `feedwright.yaml`. */
export const configShape = object(
  {},
  {
    store: described(text(), 'The store, as sqlite:PATH or postgres://USER@HOST/DATABASE.'),
    attachments: described(
      attachmentsShape,
      'Where the content of attachments lies; without it in a folder beside a file, in the database of PostgreSQL.',
    ),
    definitions: described(anyOf(text(), list(text())), 'Folders of definitions.'),
    retention,
    health: described(storeHealth, 'When `feedwright health` calls the store unwell.'),
    packs: described(
      map(object({}, { set: settings(), http: described(object({}, reachOptions), 'How its vendor is reached from here.') })),
      'Options that all feeds of a pack share, and how its vendor is reached.',
    ),
    instances: described(
      map(instance, { propertyNames: { pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$', maxLength: 64 } }),
      'Named configurations of feeds.',
    ),
    destinations: described(
      map(reference<Readonly<Record<string, unknown>>>('destination'), {
        propertyNames: { pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$', maxLength: 64 },
      }),
      'Files and tools that objects go to, by name.',
    ),
    tenants: described(
      map(text({ minLength: 1 }), { propertyNames: { pattern: '^[a-z][a-z0-9_]*$', maxLength: 24 } }),
      'Tenants by name: the folder of each, with a feedwright.yaml, definitions, secrets and instances of its own.',
    ),
    vault: described(vaultShape, 'How HashiCorp Vault is asked for what `${vault:path#key}` stands for.'),
    serve: described(serveShape, 'What `feedwright serve` tells, and whom it lets in.'),
    taxii_server: described(taxiiShape, 'What `feedwright taxii-server` serves, and to whom.'),
  },
);

export type RawConfig = Infer<typeof configShape>;
