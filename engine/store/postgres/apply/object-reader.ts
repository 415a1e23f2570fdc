import { EngineError } from '../../../language/basics/errors.ts';
import { OBJECT_FIELDS, fieldsFrom, type FieldColumns } from '../../../object/object-fields.ts';
import { relationText, type Listing, type StoredObject } from '../../../object/object-change.ts';
import { parseIdentity, parseMembers, parseVersion, type StagedObject } from '../../../object/object-codec.ts';
import type { Known, ObjectReads } from '../../contract/backend.ts';
import { kindText, type Dictionaries } from '../database/dictionaries.ts';
import type { Session } from '../database/pool.ts';
import type { SourceScope } from '../instance/fenced-database.ts';

interface StoredRow extends FieldColumns {
  readonly id: number;
  readonly value: string | null;
  readonly listed: number | null;
  readonly version: string | null;
  readonly withdrawn_at: number | null;
  readonly members: string | null;
  readonly shared: boolean;
  /** The others only where they are asked for. */
  readonly tags?: readonly string[];
  readonly refs?: readonly string[];
  readonly relations?: readonly (readonly [type: string, subtype: string, key: string, as: string | null])[];
  readonly content?: string | null;
  readonly wanted?: readonly [fulfillment: string, args: string] | null;
}

type Wanted = readonly { readonly id: number; readonly staged: StagedObject }[];

const LOOK_UP = `SELECT e.n - 1, o.id, l.fingerprint FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS e (kind_id, key, n)
  JOIN objects AS o ON o.kind_id = e.kind_id AND o.key = e.key
  LEFT JOIN listings AS l ON l.object_id = o.id AND l.instance_id = $3`;
const FIELDS = OBJECT_FIELDS.map(({ column }) => `l.${column}`).join(', ');

/** What hangs on an object is only read where something staged could add to it. */
const moreOf = (wanted: Wanted, { instanceId, sourceId }: SourceScope): string => {
  const of = `object_id = o.id AND source_id = ${sourceId}`;
  const has = (test: (staged: StagedObject) => boolean, sql: string): string =>
    wanted.some(({ staged }) => test(staged)) ? `, ${sql}` : '';
  return [
    has(
      ({ tags }) => tags.length > 0,
      `ARRAY(SELECT w.word FROM tags AS t JOIN words AS w ON w.id = t.word_id WHERE ${of}) AS tags`,
    ),
    has(({ refs }) => refs.length > 0, `ARRAY(SELECT ref FROM refs WHERE ${of}) AS refs`),
    has(
      ({ related }) => related.length > 0,
      `(SELECT coalesce(json_agg(json_build_array(k.type, k.subtype, r.to_key, w.word)), '[]') FROM relations AS r
        JOIN kinds AS k ON k.id = r.to_kind_id LEFT JOIN words AS w ON w.id = r.as_id WHERE ${of}) AS relations`,
    ),
    has(
      ({ file }) => file !== undefined,
      `(SELECT sha256 FROM attachments WHERE object_id = o.id) AS content,
        (SELECT json_build_array(fulfillment, args) FROM wanted_files WHERE instance_id = ${instanceId} AND object_id = o.id) AS wanted`,
    ),
  ].join('');
};

/** Numbers only, so nothing that came from outside stands in it. */
const storedSql = (wanted: Wanted, scope: SourceScope): string =>
  `SELECT o.id, o.value, l.instance_id AS listed, l.version, l.withdrawn_at, ${FIELDS}, a.members,
    EXISTS (SELECT 1 FROM listings AS x WHERE x.object_id = o.id AND x.instance_id <> ${scope.instanceId}) AS shared
    ${moreOf(wanted, scope)}
  FROM objects AS o LEFT JOIN listings AS l ON l.object_id = o.id AND l.instance_id = ${scope.instanceId}
  LEFT JOIN attribute_sets AS a ON a.object_id = o.id AND a.source_id = ${scope.sourceId}
  WHERE o.kind_id > 0 AND o.id IN (${wanted.map(({ id }) => id).join(', ')})`;

/** In one order everywhere, so that two that change the same objects don't wait for each other. */
export const lockSql = (ids: readonly number[]): string =>
  `SELECT id FROM objects WHERE id IN (${ids.join(', ')}) ORDER BY kind_id, key FOR NO KEY UPDATE`;

const listingOf = (row: StoredRow): Listing | undefined =>
  row.listed === null
    ? undefined
    : {
        version: parseVersion(row.version ?? ''),
        withdrawnAt: row.withdrawn_at ?? undefined,
        ...fieldsFrom(({ column }) => row[column] ?? undefined),
      };

const storedFrom = (id: number, row: StoredRow | undefined, staged: StagedObject): StoredObject => ({
  id,
  value: row?.value ?? staged.key,
  listing: row && listingOf(row),
  shared: row?.shared === true,
  attributes: staged.attributes.length === 0 || !row?.members ? [] : parseMembers(row.members),
  tags: new Set(row?.tags),
  refs: new Set(row?.refs),
  relations: new Set(
    row?.relations?.map(([type, subtype, key, as]) => relationText({ type, subtype, key, as: as ?? undefined })),
  ),
  content: row?.content ?? undefined,
  wanted: row?.wanted ? { fulfillment: row.wanted[0], args: row.wanted[1] } : undefined,
});

export interface ReaderParts {
  readonly dictionaries: Dictionaries;
  readonly scope: SourceScope;
  /** Asks the database, by whatever connection. */
  readonly ask: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
  /** What is loaded stays as it is until the transaction ends; in this one it is remembered here. */
  readonly locked: Set<number> | undefined;
}

/** Reads what is stored of staged objects; writes nothing. */
export class ObjectReader implements ObjectReads {
  readonly #parts: ReaderParts;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  async find(identities: readonly string[]): Promise<(Known | undefined)[]> {
    const { dictionaries, scope, ask } = this.#parts;
    const found: (Known | undefined)[] = Array.from({ length: identities.length });
    const parsed = identities.map(parseIdentity);
    const kinds = await dictionaries.knownKinds(parsed.map(({ type, subtype }) => kindText(type, subtype)));
    if (kinds.size === 0) return found;
    // 0 is no kind: its objects are not there.
    const ids = parsed.map(({ type, subtype }) => kinds.get(kindText(type, subtype)) ?? 0);
    const values = [ids, parsed.map(({ key }) => key), scope.instanceId];
    const rows = await ask((session) => session.lists<[number, number, string | null]>(LOOK_UP, values));
    for (const [at, id, fingerprint] of rows) found[at] = { id, fingerprint };
    return found;
  }

  /** Locked first: what stands in a statement that has waited for a lock may be older than what it waited for. */
  async load(wanted: Wanted): Promise<StoredObject[]> {
    const { scope, ask, locked } = this.#parts;
    const sql = storedSql(wanted, scope);
    const lock = locked === undefined ? '' : `${lockSql(wanted.map(({ id }) => id))}; `;
    const rows = new Map((await ask((session) => session.script<StoredRow>(lock + sql))).map((row) => [row.id, row]));
    return wanted.map(({ id, staged }) => {
      const row = rows.get(id);
      if (locked !== undefined && row === undefined) throw gone();
      locked?.add(id);
      return storedFrom(id, row, staged);
    });
  }
}

const gone = (): EngineError =>
  new EngineError('store.conflict', 'Another process has taken an object out of the store at the same moment.', {
    hint: 'Run again: nothing that was committed is lost.',
  });
