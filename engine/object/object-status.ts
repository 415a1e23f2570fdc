/** How an object's own status follows from what its listings say. */
import { earlier } from './object-fields.ts';

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

export const publishedAtOf = (listings: readonly ListingStatus[]): number | null =>
  listings.map((listing) => listing.published_at ?? undefined).reduce(earlier, undefined) ?? null;
