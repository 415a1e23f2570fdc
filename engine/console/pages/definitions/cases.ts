import type { CasesView } from '../../../serve/contract/definitions.ts';
import { ask, many, ui, useSignal, type Piece } from '../../base.ts';
import { badge, button, empty, legible, section, value } from '../../parts.ts';

const list = ({ cases }: CasesView): Piece => ui`<ul class="plain cases">
  ${cases.map(({ file, passed, says }) => ui`<li key=${file}>
    <p>${badge(passed ? 'passed' : 'failed')} <code>${legible(file)}</code></p>
    ${says.length > 0 && ui`<ul>${says.map((line) => ui`<li>${value(line, 300)}</li>`)}</ul>`}
  </li>`)}
</ul>`;

/** The cases of a pack: what it asks for and what comes of it, offline. */
export const Cases = ({ pack }: { readonly pack: string }): Piece => {
  const ran = useSignal<CasesView | undefined>(undefined);
  const run = async (): Promise<void> => {
    ran.value = await ask('POST /api/definitions/PACK/cases', { at: [pack] });
  };
  const { value: known } = ran;
  return section(
    {
      title: 'Cases',
      says: ui`<span role="status">${known === undefined ? 'They run offline, with a vendor, a store and a time of their own.' : `${many(known.cases.length, 'case')}: ${known.passed} passed, ${known.failed} failed`}</span>`,
      acts: button(known === undefined ? 'Run the cases' : 'Run them again', { kind: 'main', icon: 'play', role: 'operator' }, run),
    },
    known === undefined
      ? empty('They have not been run yet.')
      : known.cases.length === 0
        ? empty('This pack has no case.', ui`Write one under <code>fixtures/${pack}/cases/</code>; <code>feedwright test --update</code> fills it in.`)
        : list(known),
  );
};
