/** 'FdWt': tells a store from any other SQLite database. */
export const APPLICATION_ID = 0x46645774;

const FIRST = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counter VALUES ('changes', 0);

CREATE TABLE kinds (id INTEGER PRIMARY KEY, type TEXT NOT NULL, subtype TEXT NOT NULL, UNIQUE (type, subtype)) STRICT;
CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL, sensitive INTEGER NOT NULL, UNIQUE (name, sensitive)) STRICT;
CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE instances (
  id INTEGER PRIMARY KEY, feed TEXT NOT NULL, instance TEXT NOT NULL, partition TEXT NOT NULL,
  source_id INTEGER NOT NULL, until_at INTEGER, state TEXT,
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
  version TEXT, published_at INTEGER, happened_at INTEGER, expires_at INTEGER, status TEXT, tlp TEXT, title TEXT, description TEXT,
  PRIMARY KEY (object_id, instance_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE attributes (
  object_id INTEGER NOT NULL, source_id INTEGER NOT NULL, name_id INTEGER NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (object_id, source_id, name_id, value)
) STRICT, WITHOUT ROWID;
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

CREATE TABLE action_runs (
  id INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, action TEXT NOT NULL, object TEXT NOT NULL, who TEXT, request TEXT NOT NULL,
  started_at INTEGER NOT NULL, ended_at INTEGER, status TEXT NOT NULL, answer TEXT, error_code TEXT, error_message TEXT
) STRICT;
CREATE INDEX action_runs_object ON action_runs (action, object);
`;

/**
 * What a source says of an object stands in one row, as JSON `[["name", "value", flags], …]`; flags 1: sensitive, 2: a name whose
 * rule is `update`. A row each cost more than all the rest of an object together. The view shows a row each.
 */
const ATTRIBUTE_SETS = `
CREATE TABLE attribute_sets (
  object_id INTEGER NOT NULL, source_id INTEGER NOT NULL, members TEXT NOT NULL, PRIMARY KEY (object_id, source_id)
) STRICT, WITHOUT ROWID;
INSERT INTO attribute_sets SELECT a.object_id, a.source_id, json_group_array(json_array(n.name, a.value, n.sensitive))
  FROM attributes AS a JOIN names AS n ON n.id = a.name_id GROUP BY a.object_id, a.source_id;
DROP TABLE attributes;
DROP TABLE names;
CREATE VIEW attributes AS
  SELECT s.object_id, s.source_id, m.value ->> 0 AS name, m.value ->> 1 AS value, (m.value ->> 2) & 1 AS sensitive
  FROM attribute_sets AS s, json_each(s.members) AS m;
`;

const ATTRIBUTES = `CREATE VIEW attributes AS
  SELECT s.object_id, s.source_id, coalesce(n.name, m.value ->> 0) AS name, m.value ->> 1 AS value,
    coalesce(m.value ->> 2, 0) & 1 AS sensitive
  FROM attribute_sets AS s JOIN json_each(s.members) AS m
  LEFT JOIN names AS n ON n.id = CASE json_type(m.value, '$[0]') WHEN 'integer' THEN m.value ->> 0 END;`;

/**
 * Values carry the number of their name, `[3, "value", flags]`, flags left out where they are 0. Written out, names were a third of
 * a large store. Known rows are by instance (`known-rows-format.ts`): nothing is lost with them, only known anew.
 */
const NUMBERED_NAMES = `
CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE known_rows (
  instance_id INTEGER PRIMARY KEY, head TEXT NOT NULL, checksum INTEGER NOT NULL, rows BLOB NOT NULL
) STRICT;
DROP VIEW attributes;
${ATTRIBUTES}`;

/**
 * An object that one feed lists, and of which it says nothing but values, stands in its row of `objects` alone: nearly all of a dump.
 * With a row in each table a run that keeps all took 7 to 10 % longer. As soon as more is said of it, it is spread over the tables (`spread.ts`); an
 * older store's objects are. `listings` and `attribute_sets` show both: a column is of one affinity in both halves, or SQLite would
 * make the whole view to look for one object.
 */
const ALONE = `
DROP VIEW attributes;
ALTER TABLE listings RENAME TO listing_rows;
ALTER TABLE attribute_sets RENAME TO attribute_set_rows;
-- who lists it alone, or NULL where it is spread, and then the others are NULL as well
ALTER TABLE objects ADD COLUMN instance_id INTEGER;
ALTER TABLE objects ADD COLUMN fingerprint TEXT;
ALTER TABLE objects ADD COLUMN members TEXT;
CREATE VIEW listings AS
  SELECT object_id, instance_id, fingerprint, withdrawn_at, seq, version, published_at, happened_at, expires_at, status, tlp, title, description
  FROM listing_rows
  UNION ALL SELECT id, instance_id, fingerprint, CAST(NULL AS INTEGER), seq, CAST(NULL AS TEXT), CAST(NULL AS INTEGER), CAST(NULL AS INTEGER),
    CAST(NULL AS INTEGER), CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT)
  FROM objects WHERE instance_id IS NOT NULL;
CREATE VIEW attribute_sets AS
  SELECT object_id, source_id, members FROM attribute_set_rows
  UNION ALL SELECT o.id, i.source_id, o.members FROM objects AS o JOIN instances AS i ON i.id = o.instance_id WHERE o.members IS NOT NULL;
${ATTRIBUTES}`;

/**
 * The documents of an index: the version under which each came last (NULL: it has to come again), and the objects that it lists, so
 * that what it lists no longer can be withdrawn.
 */
const DOCUMENTS = `
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, instance_id INTEGER NOT NULL, key TEXT NOT NULL, version TEXT, UNIQUE (instance_id, key)
) STRICT;
CREATE TABLE document_objects (
  document_id INTEGER NOT NULL, object_id INTEGER NOT NULL, PRIMARY KEY (document_id, object_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_objects_object ON document_objects (object_id);
`;

/** Migration n brings a store from version n to n + 1; the schema's version is how many there are. Never change one that was released. */
export const MIGRATIONS: readonly string[] = [FIRST, ATTRIBUTE_SETS, NUMBERED_NAMES, ALONE, DOCUMENTS];

/** The tables and views of the newest version: a store that lacks one is damaged. */
export const TABLES: readonly string[] = [
  'action_runs', 'attachments', 'attribute_set_rows', 'attribute_sets', 'attributes', 'counter', 'document_objects', 'documents', 'instances', 'kinds', 'known_rows',
  'listed', 'listing_rows', 'listings', 'meta', 'names', 'objects', 'quarantine', 'ref_relations', 'refs', 'relations', 'runs', 'seen',
  'sources', 'tags', 'wanted_files', 'windows', 'words',
]; // prettier-ignore
