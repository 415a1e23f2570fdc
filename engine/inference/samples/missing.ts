import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Findings } from '../../language/basics/findings.ts';
import { fixturesFolder, type Sample } from '../../language/check/samples.ts';
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
  reportNoFolder(pack, root, findings);
  for (const endpoint of pack.endpoints.values())
    if (read.has(endpoint.name) && endpoint.records.kind !== 'bytes' && showsNothing(endpoint))
      report('endpoint', endpoint, pack, findings);
  for (const action of pack.actions.values())
    if (readsAnswer(action) && showsNothing(action)) report('action', action, pack, findings);
};

/** Samples are named, and there is no folder in which they would lie: one finding for all of them. */
const reportNoFolder = (pack: Pack, root: string, findings: Findings): void => {
  const folder = fixturesFolder(root, pack.name);
  if (folder === undefined || existsSync(folder)) return;
  const [first] = samplesIn(pack).filter((one) => one.folder === folder);
  if (first === undefined) return;
  findings.warning(
    'sample.missing',
    first.place,
    `There is no folder \`fixtures/${pack.name}/\`, so that there is no \`${first.file.slice(0, 80)}\`, and nothing is checked by samples.`,
    'Save answers of the vendor there (`feedwright record` saves what a run gets), in a folder beside that of the definitions.',
  );
};

const samplesIn = ({ endpoints, actions, connection }: Pack): readonly Sample[] => [
  ...(connection === undefined ? [] : [connection, ...connection.logins].flatMap(({ samples }) => samples)),
  ...[...endpoints.values()].flatMap(({ samples, schema = [], job }) =>
    [samples, schema, job?.samples ?? [], job?.poll.samples ?? []].flat(),
  ),
  ...[...actions.values()].flatMap(({ samples, schema = [] }) => [samples, schema].flat()),
];

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
