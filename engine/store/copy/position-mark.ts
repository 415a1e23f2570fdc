import type { CopyPosition } from './copy-ends.ts';

/** As it is kept in the target. */
export const markOf = ({ from, stamp, part, after, rows }: CopyPosition): string =>
  JSON.stringify({ from, stamp, part, after: after ?? null, rows });

export const positionIn = (mark: string): CopyPosition => {
  const { after, ...rest } = JSON.parse(mark) as Omit<CopyPosition, 'after'> & { readonly after: CopyPosition['after'] | null };
  return { ...rest, after: after ?? undefined };
};
