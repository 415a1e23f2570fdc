import { basename } from 'node:path';
import type { Findings } from '../../language/basics/findings.ts';
import type { Action, Endpoint, Feed, Pack, Supplemental } from '../../language/model.ts';

/** Warns of endpoints and actions of whose answers nothing shows what they are, though expressions read them. */
export const reportMissing = (
  pack: Pack,
  root: string,
  answers: ReadonlyMap<string, { readonly isEmpty: boolean }>,
  findings: Findings,
): void => {
  const read = new Set([...pack.feeds.values()].flatMap(calledBy));
  for (const endpoint of pack.endpoints.values())
    if (read.has(endpoint.name) && answers.get(endpoint.name)?.isEmpty === true) reportEmpty(endpoint, findings);
  // Elsewhere it is not known where samples would lie.
  if (basename(root) !== 'definitions') return;
  for (const endpoint of pack.endpoints.values())
    if (read.has(endpoint.name) && endpoint.records.kind !== 'bytes' && showsNothing(endpoint))
      report('endpoint', endpoint, pack, findings);
  for (const action of pack.actions.values())
    if (readsAnswer(action) && showsNothing(action)) report('action', action, pack, findings);
};

const showsNothing = ({ samples, schema }: Pick<Endpoint, 'samples' | 'schema'>): boolean =>
  schema === undefined && samples.every(({ status }) => status !== undefined);

const readsAnswer = ({ result, successWhen, outcomes }: Action): boolean =>
  result !== undefined ||
  successWhen?.kind === 'body' ||
  outcomes.some(({ status, when }) => status === undefined && when !== undefined);

const calledBy = ({ source, supplemental }: Feed): readonly string[] => [
  ...(source.kind === 'call' ? source.variants.map(({ call }) => call) : [source.each, source.call]),
  ...supplemental.flatMap(callsOf),
];

const callsOf = ({ call, supplemental }: Supplemental): readonly string[] => [call, ...supplemental.flatMap(callsOf)];

const reportEmpty = ({ name, samples, place }: Endpoint, findings: Findings): void =>
  findings.warning(
    'sample.missing',
    samples[0]?.place ?? place,
    `No sample of the endpoint \`${name}\` has a record, so that nothing is known of what expressions read of them.`,
    'Add an answer with a few records.',
  );

const report = (kind: string, { name, place }: Endpoint | Action, pack: Pack, findings: Findings): void =>
  findings.warning(
    'sample.missing',
    place,
    `The ${kind} \`${name}\` has no sample: what expressions read of its answers is not checked.`,
    `Save an answer under \`fixtures/${pack.name}/\` (\`feedwright record\` saves what a run gets), and name it: \`samples: [${name}.json]\`.`,
  );
