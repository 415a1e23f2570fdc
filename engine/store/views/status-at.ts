import { EXPIRED } from '../../object/object-status.ts';

/**
 * SQL for the status of `objects AS o` at a time (ms since epoch): a listing counts until the end that its source gave, as one
 * counts until it is withdrawn; one without an end keeps the object. What is stored doesn't change as time passes. In a mock's
 * store a listing's time is that of its feed's latest run: made-up data has a clock of its own.
 */
export const statusAt = (now: number | undefined, isMock: boolean): string => {
  if (now === undefined) return 'o.status';
  const time = isMock
    ? '(SELECT r.started_at FROM runs AS r WHERE r.instance_id = l.instance_id ORDER BY r.id DESC LIMIT 1)'
    : String(now);
  const standing = 'FROM listings AS l WHERE l.object_id = o.id AND l.withdrawn_at IS NULL AND';
  const live = `${standing} (l.expires_at IS NULL OR l.expires_at > ${time})`;
  return `CASE WHEN NOT EXISTS (SELECT 1 ${standing} l.expires_at <= ${time}) THEN o.status
    WHEN NOT EXISTS (SELECT 1 ${live}) THEN '${EXPIRED}'
    ELSE (SELECT l.status ${live} AND l.status IS NOT NULL ORDER BY l.seq DESC LIMIT 1) END`;
};
