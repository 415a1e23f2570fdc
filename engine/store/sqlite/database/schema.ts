import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import { REVIEW } from './review-schema.ts';
import { RUNS, UNDONE } from './runs-schema.ts';
import { SHAPES } from './shapes-schema.ts';

/** 'FdWt': tells a store from any other SQLite database. */
export const APPLICATION_ID = 0x46645774;

const FIELDS = OBJECT_FIELDS.map(({ column, kind }) => `${column} ${kind === 'time' ? 'INTEGER' : 'TEXT'}`).join(', ');

const FIRST = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counter VALUES ('changes', 0);

CREATE TABLE kinds (id INTEGER PRIMARY KEY, type TEXT NOT NULL, subtype TEXT NOT NULL, UNIQUE (type, subtype)) STRICT;
CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE instances (
  id INTEGER PRIMARY KEY, feed TEXT NOT NULL, instance TEXT NOT NULL, partition TEXT NOT NULL,
  -- revision grows with every window that changes what the instance says
  source_id INTEGER NOT NULL, until_at INTEGER, state TEXT, revision INTEGER NOT NULL DEFAULT 0,
  UNIQUE (feed, instance, partition)
) STRICT;

-- value is NULL where it is the key itself
CREATE TABLE objects (
  id INTEGER PRIMARY KEY, kind_id INTEGER NOT NULL, key TEXT NOT NULL, value TEXT, status TEXT, published_at INTEGER,
  first_seen INTEGER NOT NULL, changed_at INTEGER NOT NULL, seq INTEGER NOT NULL,
  UNIQUE (kind_id, key)
) STRICT;

-- what one instance says of an object; fingerprint is NULL once it was withdrawn
CREATE TABLE listings (
  object_id INTEGER NOT NULL, instance_id INTEGER NOT NULL, fingerprint TEXT, withdrawn_at INTEGER, seq INTEGER NOT NULL,
  version TEXT, ${FIELDS},
  PRIMARY KEY (object_id, instance_id)
) STRICT, WITHOUT ROWID;
-- what a source says of an object, as JSON [[name, "value", flags], …]: a row each cost more than all the rest of an object together.
-- A name is its number in names, or written out beyond the first thousand; flags, left out where they are 0: 1 sensitive, 2 a name whose rule is update
CREATE TABLE attribute_sets (
  object_id INTEGER NOT NULL, source_id INTEGER NOT NULL, members TEXT NOT NULL, PRIMARY KEY (object_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE VIEW attributes AS
  SELECT s.object_id, s.source_id, coalesce(n.name, m.value ->> 0) AS name, m.value ->> 1 AS value,
    coalesce(m.value ->> 2, 0) & 1 AS sensitive
  FROM attribute_sets AS s JOIN json_each(s.members) AS m
  LEFT JOIN names AS n ON n.id = CASE json_type(m.value, '$[0]') WHEN 'integer' THEN m.value ->> 0 END;
CREATE TABLE tags (
  object_id INTEGER NOT NULL, source_id INTEGER NOT NULL, word_id INTEGER NOT NULL, PRIMARY KEY (object_id, source_id, word_id)
) STRICT, WITHOUT ROWID;

-- by identity: the other end may come later, or never; as_id 0 is a relation without a name
CREATE TABLE relations (
  object_id INTEGER NOT NULL, source_id INTEGER NOT NULL, to_kind_id INTEGER NOT NULL, to_key TEXT NOT NULL, as_id INTEGER NOT NULL,
  PRIMARY KEY (object_id, source_id, to_kind_id, to_key, as_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX relations_to ON relations (to_kind_id, to_key);
CREATE TABLE refs (
  source_id INTEGER NOT NULL, ref TEXT NOT NULL, object_id INTEGER NOT NULL, PRIMARY KEY (source_id, ref, object_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX refs_object ON refs (object_id);
CREATE TABLE ref_relations (
  source_id INTEGER NOT NULL, from_ref TEXT NOT NULL, to_ref TEXT NOT NULL, as_id INTEGER NOT NULL,
  PRIMARY KEY (source_id, from_ref, to_ref, as_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ref_relations_to ON ref_relations (source_id, to_ref);

CREATE TABLE attachments (
  object_id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, media_type TEXT, added_at INTEGER NOT NULL
) STRICT;
CREATE TABLE wanted_files (
  instance_id INTEGER NOT NULL, object_id INTEGER NOT NULL, fulfillment TEXT NOT NULL, args TEXT NOT NULL, error TEXT, since INTEGER NOT NULL,
  PRIMARY KEY (instance_id, object_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, instance_id INTEGER NOT NULL, status TEXT NOT NULL,
  started_at INTEGER NOT NULL, ended_at INTEGER, plan TEXT NOT NULL, summary TEXT, error_code TEXT, error_message TEXT
) STRICT;
CREATE INDEX runs_instance ON runs (instance_id, id);
-- the ledger; sealed holds what the roll-forward needs, position the identity that was applied last
CREATE TABLE windows (
  run_id INTEGER NOT NULL, number INTEGER NOT NULL, status TEXT NOT NULL, ledger TEXT NOT NULL, objects TEXT NOT NULL,
  sealed TEXT, position TEXT,
  PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE listed (instance_id INTEGER NOT NULL, object_id INTEGER NOT NULL, PRIMARY KEY (instance_id, object_id)) STRICT, WITHOUT ROWID;
CREATE TABLE seen (
  instance_id INTEGER NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL, run_id INTEGER NOT NULL, until INTEGER,
  PRIMARY KEY (instance_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
  instance_id INTEGER NOT NULL, key TEXT NOT NULL, place TEXT NOT NULL, code TEXT NOT NULL, error TEXT NOT NULL,
  run TEXT NOT NULL, since INTEGER, until INTEGER, at INTEGER NOT NULL,
  PRIMARY KEY (instance_id, key)
) STRICT, WITHOUT ROWID;

-- the documents of an index: the version under which each came last (NULL: it has to come again), and the objects that it lists, so
-- that what it lists no longer can be withdrawn
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, instance_id INTEGER NOT NULL, key TEXT NOT NULL, version TEXT, UNIQUE (instance_id, key)
) STRICT;
CREATE TABLE document_objects (
  document_id INTEGER NOT NULL, object_id INTEGER NOT NULL, PRIMARY KEY (document_id, object_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_objects_object ON document_objects (object_id);

CREATE TABLE action_runs (
  id INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, action TEXT NOT NULL, object TEXT NOT NULL, who TEXT, request TEXT NOT NULL,
  started_at INTEGER NOT NULL, ended_at INTEGER, status TEXT NOT NULL, answer TEXT, error_code TEXT, error_message TEXT
) STRICT;
CREATE INDEX action_runs_object ON action_runs (action, object);
`;

const OUTBOX = `
-- when changes were numbered, in microseconds: those from \`first\` on begin at \`at\`; rises with the numbers
CREATE TABLE change_times (first INTEGER PRIMARY KEY, at INTEGER NOT NULL UNIQUE) STRICT;
-- how far each destination has come along the changes (change) and the ends of objects (ended)
CREATE TABLE destinations (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL, change INTEGER NOT NULL, ended INTEGER NOT NULL,
  confirmed_at INTEGER, failing_since INTEGER, failed_at INTEGER, error_code TEXT, error_message TEXT
) STRICT;
-- what a destination has; far is its own name for it, gone 1 once it was told that the object counts no longer
CREATE TABLE deliveries (
  destination_id INTEGER NOT NULL, object_id INTEGER NOT NULL, far TEXT, gone INTEGER NOT NULL, PRIMARY KEY (destination_id, object_id)
) STRICT, WITHOUT ROWID;
-- what was sent and not confirmed: under way, or broken off
CREATE TABLE attempts (
  destination_id INTEGER NOT NULL, object_id INTEGER NOT NULL, PRIMARY KEY (destination_id, object_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE dead_letters (
  destination_id INTEGER NOT NULL, object_id INTEGER NOT NULL, at INTEGER NOT NULL, attempts INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (destination_id, object_id)
) STRICT, WITHOUT ROWID;
`;

/** Migration n brings a store from version n to n + 1; the schema's version is how many there are. Never change one that was released. */
export const MIGRATIONS: readonly string[] = [FIRST, OUTBOX, REVIEW, SHAPES, RUNS, UNDONE];

/** The tables and views of the newest version: a store that lacks one is damaged. */
export const TABLES: readonly string[] = MIGRATIONS.flatMap((sql) =>
  [...sql.matchAll(/^CREATE (?:TABLE|VIEW) (\w+)/gm)].map(([, name]) => name as string),
);
