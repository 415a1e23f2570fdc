import type { Cell, Kill } from '../../prove/cell.ts';
import { failuresOf, type Proved } from '../proved.ts';
import type { Proving } from '../prove-all.ts';
import { countVerdicts } from '../verdicts.ts';

const counted = (all: readonly (Cell | Kill)[]): Readonly<Record<string, number>> =>
  Object.fromEntries(countVerdicts(all).map(({ verdict, times }) => [verdict, times]));

const whole = <T extends Cell | Kill>(one: T): object => ({ ...one, why: one.why ?? null });

const feed = ({ target, subject, cells, kills, left, took, error }: Proved): object => ({
  target,
  definition: subject?.definition ?? null,
  error: error === undefined ? null : { code: error.code, message: error.message, hint: error.hint ?? null },
  counts: { cells: counted(cells), kills: counted(kills) },
  cells: cells.map(whole),
  cells_left_out: left,
  kills: kills.map(whole),
  took_ms: Math.round(took),
});

/** The whole of it for machines. */
export const asJson = ({ proved, left }: Proving, seed: number, engine: string): object => ({
  seed,
  engine,
  feeds: proved.map(feed),
  feeds_left: left,
  cells: proved.reduce((sum, { cells }) => sum + cells.length, 0),
  kills: proved.reduce((sum, { kills }) => sum + kills.length, 0),
  failed: failuresOf(proved).length + proved.filter(({ error }) => error !== undefined).length,
});
