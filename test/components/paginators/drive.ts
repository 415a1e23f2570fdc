import type { PageEnd, PageVariables } from '../../../engine/components/paginators/paginator.ts';
import { openPaging } from '../../../engine/components/paginators/registry.ts';
import { createDefinitionEvaluator } from '../../../engine/expression/definition/definition-evaluator.ts';
import { EngineError } from '../../../engine/language/basics/errors.ts';
import type { JsonRecord } from '../../../engine/language/basics/json.ts';
import { packWith } from '../../contracts/pack-with.ts';

export interface FakeAnswer {
  readonly records: readonly JsonRecord[];
  /** How many of them have a key that is new; without it all. */
  readonly different?: number;
  readonly envelope?: unknown;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** Answers the request that `page` (and, after a next address, `url`) makes. */
export type FakeVendor = (page: PageVariables, url: URL) => FakeAnswer;

export interface Driven {
  readonly pages: readonly PageVariables[];
  readonly addresses: readonly string[];
  readonly records: readonly JsonRecord[];
  readonly because: string;
  readonly notes: readonly string[];
}

export const BASE = 'https://api.example.test/items';

/** Pages through a made-up vendor as a run does, with options as a definition writes them. */
export function drive(paginate: string, vendor: FakeVendor, scope: Readonly<Record<string, unknown>> = {}): Driven {
  const use = packWith({ endpoint: `paginate: ${paginate}` }).endpoints.get('items')?.paginate;
  if (use === undefined) throw new Error('no paginate');
  const evaluator = createDefinitionEvaluator(() => 0);
  const all = { user: { page_size: 3 }, ...scope };
  const session = openPaging(use, (option) => evaluator.option(option).evaluate(undefined, all));
  const pages: PageVariables[] = [];
  const addresses: string[] = [];
  const records: JsonRecord[] = [];
  const notes: string[] = [];
  let next: ReturnType<typeof session.next> = session.first();
  while (next.kind !== 'stop') {
    const { page } = next;
    const url = next.kind === 'address' ? new URL(next.url, BASE) : new URL(BASE);
    if (pages.push(page) > 100) throw new Error('It never ends.');
    addresses.push(url.href);
    const answer = vendor(page, url);
    records.push(...answer.records);
    const end = pageEnd(answer, page, url, (option, over, more) =>
      evaluator.option(option).evaluate(over, { ...all, page, ...more }),
    );
    next = session.next({ ...end, note: (because) => void notes.push(because) });
  }
  return { pages, addresses, records, because: next.because, notes };
}

type Evaluate = (option: unknown, over: unknown, more: Readonly<Record<string, unknown>>) => unknown;

function pageEnd(
  { records, different, envelope, headers = {} }: FakeAnswer,
  page: PageVariables,
  url: URL,
  evaluate: Evaluate,
): PageEnd {
  const lines = (name: string): readonly string[] => [headers[name.toLowerCase()] ?? []].flat();
  const header = (name: string): string | undefined => lines(name)[0];
  return {
    page,
    records: records.length,
    ...(different === undefined ? {} : { different }),
    first: records[0],
    last: records.at(-1),
    envelope,
    status: 200,
    header,
    headerLines: lines,
    url,
    evaluate: (option, over = envelope) => evaluate(option, over, { response: { status: 200 }, header }),
  };
}

/** The code, message and hint of the failure that `act` ends with. */
export function failure(act: () => unknown): Pick<EngineError, 'code' | 'message' | 'hint' | 'place'> {
  try {
    act();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

/** Records `from` up to, not including, `to`. */
export const rows = (from: number, to: number): readonly JsonRecord[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => ({ id: from + index }));
