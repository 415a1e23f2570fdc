import { EngineError } from '../../language/basics/errors.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`;

/** `store.snapshot-refused` when too little came or too much would vanish at once. */
export const checkSnapshot = (
  limits: { readonly floor: number; readonly maxShare: number },
  found: { readonly rows: number; readonly standing: number; readonly vanishing: number },
): void => {
  const { rows, vanishing } = found;
  const came = rows === 1 ? '1 row' : `${rows} rows`;
  const hint = 'Nothing was applied. If the source is right, raise the limit under snapshot: in the definition and run again.';
  if (rows < limits.floor) {
    throw new EngineError('store.snapshot-refused', `The snapshot has ${came}, fewer than its floor of ${limits.floor}.`, {
      hint,
    });
  }
  const share = found.standing === 0 ? 0 : vanishing / found.standing;
  if (share <= limits.maxShare) return;
  const figures = `${vanishing} of ${found.standing} objects (${percent(share)}) would vanish at once, more than the ${percent(limits.maxShare)} that may`;
  throw new EngineError('store.snapshot-refused', `The snapshot has ${came}: ${figures}.`, { hint });
};
