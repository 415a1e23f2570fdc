import { readPlain } from '../basics/shape.ts';
import { textsIn } from '../endpoint/sample-shapes.ts';
import { itemsOf, placeOf } from '../yaml/positions.ts';
import type { RawMap } from '../reading/context.ts';
import { changeShape, type Change, type RawPack } from './pack.ts';
import type { PackParts } from './pack-parts.ts';

/** The versions of a pack; the one that it has must be among them. */
export const changesOf = (raw: RawPack, { findings }: Pick<PackParts, 'findings'>): readonly Change[] => {
  const items = raw.changes === undefined ? [] : itemsOf(raw.changes).map(([, one]) => one);
  const [first] = items;
  const isTold = items.some(({ version }) => version === raw.version);
  // A version that can't be read has been reported.
  if (first !== undefined && !isTold && raw.version !== undefined && items.every(({ version }) => version !== undefined))
    findings.warning(
      'pack.changes',
      placeOf(first as unknown as RawMap),
      `The definition is of version ${raw.version}, and \`changes\` says nothing of it.`,
      `Add what is new in it: \`- { version: ${raw.version}, lines: [What is new.] }\`.`,
    );
  return items.map((one) => ({ ...readPlain(changeShape, one), lines: textsIn(one.lines) }));
};
