import type { DryRun } from '../../../serve/contract/definitions.ts';
import { many, ui, useAnswer, type Piece } from '../../base.ts';
import { answered, empty, keyText, mapped, section, value } from '../../parts.ts';

const record = ({ key, objects }: DryRun['records'][number], index: number): Piece => ui`<li key=${index}>
  <details open=${index === 0}>
    <summary>${key === null ? `Record ${index + 1}` : value(keyText(key), 80)} <span class="sub">${many(objects.length, 'object')}</span></summary>
    ${mapped(objects)}
  </details>
</li>`;

/** The objects that records became, which nobody has stored. */
export const DryRunRecords = ({ job }: { readonly job: string }): Piece => {
  const answer = useAnswer('GET /api/jobs/ID/dry-run', { at: [job] });
  return section(
    { title: 'Objects that came of it', says: 'Sensitive values are hidden.' },
    answered(answer, ({ records }) =>
      records.length === 0
        ? empty('No record became an object.', 'The ledger says where the records went; what filters dropped is there by reason.')
        : ui`<ol class="plain records">${records.map(record)}</ol>`,
    ),
  );
};
