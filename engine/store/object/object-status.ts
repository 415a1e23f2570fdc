/** How an object's own status follows from what its listings say. */

export const EXPIRED = 'Expired';

/** An indicator that nobody gives a status is Active; other types have none. */
export const defaultStatus = (type: string): string | null => (type === 'indicator' ? 'Active' : null);

export interface ListingStatus {
  readonly status: string | null;
  readonly withdrawn_at: number | null;
  readonly published_at: number | null;
  /** The higher, the later this listing changed. */
  readonly seq: number;
}

/** Expired once nobody lists it any more, else the status that was given last. */
export const statusOf = (type: string, listings: readonly ListingStatus[]): string | null => {
  const standing = listings.filter((listing) => listing.withdrawn_at === null).toSorted((a, b) => b.seq - a.seq);
  if (standing.length === 0) return EXPIRED;
  return standing.find((listing) => listing.status !== null)?.status ?? defaultStatus(type);
};

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
  const standing = 'FROM listing_rows AS l WHERE l.object_id = o.id AND l.withdrawn_at IS NULL AND';
  const live = `${standing} (l.expires_at IS NULL OR l.expires_at > ${time})`;
  return `CASE WHEN o.instance_id IS NOT NULL OR NOT EXISTS (SELECT 1 ${standing} l.expires_at <= ${time}) THEN o.status
    WHEN NOT EXISTS (SELECT 1 ${live}) THEN '${EXPIRED}'
    ELSE (SELECT l.status ${live} AND l.status IS NOT NULL ORDER BY l.seq DESC LIMIT 1) END`;
};

export const publishedAtOf = (listings: readonly ListingStatus[]): number | null => {
  const times = listings.map((listing) => listing.published_at).filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
};
