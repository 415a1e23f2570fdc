import { EngineError } from '../../language/basics/errors.ts';

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
