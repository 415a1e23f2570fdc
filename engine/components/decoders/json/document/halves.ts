/** Escapes of JSON that are half a character (`\\ud800` alone): no text, and all of them would be stored as one and the same. */
import type { Json } from '../../../../language/basics/json.ts';
import { UNREADABLE } from '../../bytes/unreadable.ts';

export const hasHalves = (bytes: Buffer): boolean => bytes.includes('\\u') && (bytes.includes('\\ud') || bytes.includes('\\uD'));

const HALF = /\p{Surrogate}/gu;

/** The value with a mark in place of every half, and how many they were. */
export const withoutHalves = (value: Json): { readonly value: Json; readonly times: number } => {
  let times = 0;
  const mended = (text: string): string =>
    text.isWellFormed()
      ? text
      : text.replaceAll(HALF, () => {
          times++;
          return UNREADABLE;
        });
  const visit = (one: Json): Json => {
    if (typeof one === 'string') return mended(one);
    if (typeof one !== 'object' || one === null) return one;
    const members = one as Record<string, Json>;
    for (const name of Object.keys(members)) {
      const member = members[name];
      if (member !== undefined && name !== '__proto__') members[name] = visit(member);
    }
    return one;
  };
  return { value: visit(value), times };
};
