import type { JsonRecord } from '../../language/basics/json.ts';
import { isMap } from '../sample/columns.ts';

/** A plain value that stands around the records. */
export interface Member {
  readonly path: readonly string[];
  readonly value: unknown;
}

const DEEPEST = 4;
const MOST = 500;

/** What stands around the records, as far down as maps go, the upper members first. */
export const membersOf = (envelope: unknown): readonly Member[] => {
  const found: Member[] = [];
  const look = (value: JsonRecord, above: readonly string[]): void => {
    for (const [name, one] of Object.entries(value)) {
      const path = [...above, name];
      if (found.length >= MOST) return;
      if (!isMap(one)) found.push({ path, value: one });
      else if (path.length < DEEPEST) look(one, path);
    }
  };
  if (isMap(envelope)) look(envelope, []);
  return found.toSorted((a, b) => a.path.length - b.path.length);
};

export const nameOf = ({ path }: Member): string => path.at(-1) ?? '';

/** The first member with such a name and value; names of maps that only hold one value count as its own. */
export const find = (members: readonly Member[], name: RegExp, test: (value: unknown) => boolean): Member | undefined =>
  members.find(
    (one) => test(one.value) && (name.test(nameOf(one)) || (nameOf(one) === 'value' && name.test(one.path.at(-2) ?? ''))),
  );

/** An address, or its path. */
export const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && value.length < 4096 && /^(?:https?:\/\/|\/|\?)[^\s\\]+$/i.test(value);

export const isToken = (value: unknown): value is string | number =>
  (typeof value === 'string' && value.trim() !== '' && !isAddress(value)) || (typeof value === 'number' && value > 0);

export const isWhole = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0;
