import type { Cell, CellGroup } from '../prove/cell.ts';

/** The cells of one group as a table: a row for each trouble, a column for each place that it hits. */
export interface Matrix {
  readonly group: CellGroup;
  /** Numbers of the requests that are hit once, in order; empty where each trouble hits in one place. */
  readonly requests: readonly MatrixRequest[];
  /** Some troubles last. */
  readonly lasts: boolean;
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRequest {
  readonly number: string;
  /** `request 2, GET /v1/domains`. */
  readonly at: string;
}

export interface MatrixRow {
  /** `network/reset`: how the ids of its cells begin. */
  readonly id: string;
  readonly trouble: string;
  /** By the number of the request. */
  readonly once: ReadonlyMap<string, Cell>;
  readonly lasting: Cell | undefined;
  /** Of a trouble that hits in one place. */
  readonly single: Cell | undefined;
}

/** `network/reset/2`, with `+` behind it where the trouble lasts. */
const AT_REQUEST = /^([^/]+\/[^/]+)\/(\d+)(\+?)$/;

export const matricesOf = (cells: readonly Cell[]): readonly Matrix[] =>
  [...Map.groupBy(cells, ({ group }) => group)].map(([group, all]) => matrixOf(group, all));

const matrixOf = (group: CellGroup, cells: readonly Cell[]): Matrix => {
  const rows = [...Map.groupBy(cells, rowId)].map(([id, all]) => rowOf(id, all));
  const requests = new Map(rows.flatMap(({ once }) => [...once].map(([number, { at }]) => [number, at] as const)));
  return {
    group,
    requests: [...requests].map(([number, at]) => ({ number, at })).toSorted((a, b) => Number(a.number) - Number(b.number)),
    lasts: rows.some(({ lasting }) => lasting !== undefined),
    rows,
  };
};

const rowId = ({ id }: Cell): string => AT_REQUEST.exec(id)?.[1] ?? id;

const rowOf = (id: string, cells: readonly Cell[]): MatrixRow => {
  const places = cells.map((cell) => ({ cell, found: AT_REQUEST.exec(cell.id) }));
  const { trouble } = cells[0] as Cell;
  return {
    id,
    trouble: trouble.replace(/, lasting$/, ''),
    once: new Map(places.flatMap(({ cell, found }) => (found?.[3] === '' ? [[found[2] ?? '', cell] as const] : []))),
    lasting: places.find(({ found }) => found?.[3] === '+')?.cell,
    single: places.find(({ found }) => found === null)?.cell,
  };
};
