/** The expected files of every combination of options: what they are called and what stands in them. Run alone, it writes them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dlrObjects } from './dlr-table.ts';
import type { ExpectedObject, Options } from './expected-object.ts';
import { incidentObjects } from './incident-table.ts';
import { dlrDetailsBetween, incidentsBetween } from './samples.ts';

export interface ExpectedFile {
  readonly feed: 'incident' | 'dlr';
  /** The options that are on, or `defaults`. */
  readonly name: string;
  readonly options: Options;
  readonly objects: readonly ExpectedObject[];
}

/** What a run against the mock covers. */
export const SINCE = '2025-07-20T00:00:00.000Z';
export const UNTIL = '2025-08-15T12:00:00.000Z';

const INCIDENT = ['ingest_as_event', 'ip_as_attribute', 'use_added_date', 'description_as_attribute'];
const DLR = ['ingest_as_identity', 'description_as_attribute', 'use_posted_date'];

const combinations = (names: readonly string[]): readonly Options[] =>
  Array.from({ length: 2 ** names.length }, (_, bits) =>
    Object.fromEntries(names.map((name, at) => [name, (bits & (1 << at)) > 0])),
  );

const nameOf = (options: Options): string => {
  const on = Object.keys(options).filter((name) => options[name]);
  return on.length === 0 ? 'defaults' : on.join('+');
};

export const expectedFiles = (): readonly ExpectedFile[] => [
  ...combinations(INCIDENT).map((options) => ({
    feed: 'incident' as const,
    name: nameOf(options),
    options,
    objects: incidentObjects(incidentsBetween(SINCE, UNTIL), options),
  })),
  ...combinations(DLR).map((options) => ({
    feed: 'dlr' as const,
    name: nameOf(options),
    options,
    objects: dlrObjects(dlrDetailsBetween(SINCE, UNTIL), options),
  })),
];

export const folder = new URL('../../../../fixtures/izoologic-sync-cases/expected/', import.meta.url);
export const pathOf = ({ feed, name }: Pick<ExpectedFile, 'feed' | 'name'>): URL => new URL(`${feed}/${name}.json`, folder);

/** One object a paragraph, one attribute a line. */
export const textOf = (objects: readonly ExpectedObject[]): string => {
  const one = ({ attributes, ...head }: ExpectedObject): string => {
    const start = `  ${JSON.stringify(head).slice(0, -1)},"attributes":[`;
    return attributes.length === 0
      ? `${start}]}`
      : `${start}\n${attributes.map((each) => `    ${JSON.stringify(each)}`).join(',\n')}\n  ]}`;
  };
  return `[\n${objects.map(one).join(',\n')}\n]\n`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of expectedFiles()) {
    mkdirSync(new URL('.', pathOf(file)), { recursive: true });
    writeFileSync(pathOf(file), textOf(file.objects));
  }
}
