import { paginators } from '../../components/paginators/registry.ts';
import type { Connection, Endpoint, Outcome } from '../../language/model.ts';
import { shortSource } from '../../language/user-field/option-values.ts';

/** What is to be known of an endpoint's answers: where the records stand, pages, and what is no success. */
export const answerNotes = (endpoint: Endpoint): readonly string[] => [
  ...recordsNote(endpoint),
  ...(endpoint.job === undefined ? [] : ['It is ordered first, then polled for until it is ready']),
  ...(endpoint.request.compress === undefined ? [] : ['The body is sent compressed with gzip']),
  ...pagesNote(endpoint),
  ...outcomeNotes(endpoint.outcomes),
];

/** What holds for the answers of every call. */
export const connectionNotes = ({ outcomes }: Connection): readonly string[] => outcomeNotes(outcomes);

const recordsNote = ({ records, fields }: Endpoint): readonly string[] => {
  if (records.kind === 'bytes') return ['Its answer is the file'];
  const parts = fields === undefined ? [] : [`Asked for in parts of ${fields.perCall} fields, which are put together again`];
  if (records.kind === 'expr' || records.path.length === 0) return parts;
  const path = `\`${records.path.join('.')}\``;
  return [...parts, records.count === 'one' ? `Its record stands at ${path}` : `Its records stand at ${path}`];
};

const pagesNote = ({ paginate }: Endpoint): readonly string[] => {
  const summary = paginate && paginators[paginate.kind]?.summary;
  return summary === undefined
    ? []
    : [`Page after page: ${summary.charAt(0).toLowerCase()}${summary.slice(1).replace(/\.$/, '')}`];
};

const DOES: Readonly<Record<Outcome['do'], string>> = {
  retry: 'is tried again',
  no_records: 'means no records',
  skip: 'leaves the call out',
  stop_here: 'ends the run here, with what came so far',
  fail: 'is a failure',
};

/** What is no success, and what becomes of it. */
export const outcomeNotes = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.map(({ status, when, do: does, because }) => {
    const parts = [
      ...(status === undefined ? [] : [`status ${status.join(', ')}`]),
      ...(when === undefined || when.source.includes('`') ? [] : [`\`${shortSource(when)}\``]),
    ];
    const what = parts.length === 0 ? 'a certain answer' : parts.join(' with ');
    return `${what.startsWith('`') ? `An answer with ${what}` : `${what.charAt(0).toUpperCase()}${what.slice(1)}`} ${DOES[does]}${because === undefined ? '' : `: ${because}`}`;
  });
