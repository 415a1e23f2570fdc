import { EngineError } from '../../../language/basics/errors.ts';
import type { Database } from '../database/database.ts';

const LEFT = `SELECT k.type, count(*) AS n, sum(NOT EXISTS (SELECT 1 FROM listed AS s WHERE s.instance_id = ?1 AND s.object_id = l.object_id)) AS left
  FROM listings AS l JOIN objects AS o ON o.id = l.object_id JOIN kinds AS k ON k.id = o.kind_id
  WHERE l.instance_id = ?1 AND l.withdrawn_at IS NULL GROUP BY k.type`;
const VANISHED = `SELECT l.object_id AS id, k.type FROM listings AS l JOIN objects AS o ON o.id = l.object_id JOIN kinds AS k ON k.id = o.kind_id
  WHERE l.object_id > ?2 AND l.instance_id = ?1 AND l.withdrawn_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM listed AS s WHERE s.instance_id = ?1 AND s.object_id = l.object_id)
  ORDER BY l.object_id LIMIT ?3`;

/** Objects that the instance lists now, and by type those of them that no earlier window of the run has listed again. */
export const standing = (db: Database, instanceId: number): { readonly all: number; readonly left: Map<string, number> } => {
  const rows = db.all<{ type: string; n: number; left: number }>(LEFT, instanceId);
  return { all: rows.reduce((sum, { n }) => sum + n, 0), left: new Map(rows.map(({ type, left }) => [type, left])) };
};

export const isListed = (db: Database, instanceId: number, objectId: number): boolean =>
  db.get('SELECT 1 AS n FROM listed WHERE instance_id = ? AND object_id = ?', instanceId, objectId) !== undefined;

/** The next objects, after number `after`, that the run has not listed. */
export const vanishedAfter = (
  db: Database,
  instanceId: number,
  after: number,
  limit: number,
): { readonly id: number; readonly type: string }[] => db.all(VANISHED, instanceId, after, limit);

const percent = (share: number): string => `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`;

/** `store.snapshot-refused` when too little came or too much would vanish at once. */
export const checkSnapshot = (
  limits: { readonly floor: number; readonly maxShare: number },
  found: {
    readonly rows: number;
    readonly rowsUnknown?: boolean;
    readonly listed?: number;
    readonly standing: number;
    readonly vanishing: number;
  },
): void => {
  const { rows, vanishing } = found;
  const came = rows === 1 ? '1 row' : `${rows} rows`;
  const refused = (why: string, setting: string): EngineError =>
    new EngineError('store.snapshot-refused', `The snapshot has ${came}${why}`, {
      hint: `Nothing was applied. If the source is right, ${setting} under snapshot: in the definition and run again.`,
    });
  if (rows < limits.floor && !found.rowsUnknown)
    throw refused(`, fewer than its floor of ${limits.floor}.`, `lower \`floor\` to ${rows}`);
  // Rows of which nothing became are no proof that nothing is there; a floor of 0 says that there may be none.
  if (found.listed === 0 && vanishing > 0 && limits.floor > 0)
    throw refused(` and not one object: all ${vanishing} known ones would vanish.`, 'set `floor: 0`');
  const share = found.standing === 0 ? 0 : vanishing / found.standing;
  if (share <= limits.maxShare) return;
  const figures = `${vanishing} of ${found.standing} objects (${percent(share)}) would vanish at once, more than the ${percent(limits.maxShare)} that may`;
  throw refused(`: ${figures}.`, `raise \`max_share\``);
};
