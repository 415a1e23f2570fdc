import { standIn } from '../../mock/cassette/cassette.ts';
import type { RunRow } from '../../run/context/run-row.ts';
import type { ShownObject } from '../lab/shown-object.ts';
import { yamlText } from './cassette-files.ts';
import type { PlainExchange } from './plain-exchange.ts';

export interface RecordedRun {
  readonly feed: string;
  /** The cassette's folder, from the case's. */
  readonly cassette: string;
  readonly limit: number | undefined;
  readonly exchanges: readonly PlainExchange[];
  readonly overlaps: boolean;
  readonly row: RunRow;
  /** Undefined: not known yet, so nothing is expected of them. */
  readonly objects: readonly ShownObject[] | undefined;
}

/** The name of the file of expected objects, in the cassette's folder. */
export const OBJECTS_FILE = 'objects.json';

export const objectsText = (objects: readonly ShownObject[]): string => `${JSON.stringify(objects, null, 2)}\n`;

/** A case that plays a recording and expects what the run gave. */
export const recordedCase = (run: RecordedRun): string => {
  const { feed, cassette, limit, exchanges, overlaps, row, objects } = run;
  const requests = exchanges.some(({ isSigned }) => isSigned) ? undefined : exchanges.map(asPlayed);
  return yamlText({
    case: 1,
    title: 'A recorded run, played again.',
    feed,
    cassette,
    steps: [
      {
        step: 'the recorded run',
        ...(limit === undefined ? {} : { limit }),
        expect: {
          ...(overlaps && requests !== undefined ? { any_order: true } : {}),
          ...(requests === undefined || requests.length === 0 ? {} : { requests }),
          ...(objects === undefined ? {} : { objects: objects.length === 0 ? 'none' : `${cassette}/${OBJECTS_FILE}` }),
          ledger: JSON.parse(JSON.stringify(row.records)) as unknown,
          ...(row.error === null ? {} : { error: row.error.code }),
        },
      },
    ],
  });
};

/** Of a token that was learned a case sees what stands for it. */
const asPlayed = ({ request }: PlainExchange): string => request.replaceAll(/<(token-\d+)>/g, (_, name: string) => standIn(name));
