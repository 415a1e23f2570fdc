import type { DefinitionView } from '../../../serve/contract/definitions.ts';
import { h, location, to, ui, useAnswer, type Piece } from '../../base.ts';
import { answered, copy, empty, head, section, source, value } from '../../parts.ts';
import { Cases } from './cases.ts';
import { standing } from './definitions.ts';
import { Editor } from './editor.ts';
import { guide } from './guide.ts';
import { Trial } from './trial.ts';

const TABS: readonly (readonly [string, string])[] = [
  ['source', 'Source'],
  ['guide', 'Guide'],
  ['try', 'Try'],
  ['cases', 'Cases'],
  ['resolved', 'Resolved'],
];

const tabs = (pack: string, at: string): Piece => ui`<nav class="tabs" aria-label="Of this definition">
  ${TABS.map(([key, label]) => ui`<a key=${key} href=${to(['definitions', pack, key])} aria-current=${key === at ? 'page' : undefined}>${label}</a>`)}
</nav>`;

const shown = (view: DefinitionView, tab: string): Piece => {
  if (tab === 'guide') return guide(view);
  if (tab === 'try') return h(Trial, { view, first: location.value.query['feed'] });
  if (tab === 'cases') return h(Cases, { pack: view.pack });
  if (tab === 'resolved')
    return view.resolved === null
      ? empty('It has mistakes: what it comes to is not known.', 'See the findings in its source.')
      : section({ title: 'Resolved', says: 'With fragments, defaults and the connection put in', acts: copy(view.resolved, 'the text'), kind: 'flush' }, source(view.resolved, [], 'The resolved definition'));
  return h(Editor, { view });
};

/** Its findings are those of its file as it lies there; the list has those of what was loaded. */
const counted = (view: DefinitionView): DefinitionView => {
  const errors = view.findings.filter(({ severity }) => severity === 'error').length;
  return { ...view, errors, warnings: view.findings.length - errors };
};

export const Definition = ({ pack, tab }: { readonly pack: string; readonly tab: string }): Piece => {
  const answer = useAnswer('GET /api/definitions/PACK', { at: [pack] }, { on: ['definitions'] });
  const view = answer.data.value;
  return ui`${head({
    title: view?.title ?? pack,
    above: ['Definitions', to(['definitions'])],
    says: view && ui`<code>${view.file}</code> ${view.version && ui` · version ${value(view.version, 20)}`} ${standing(counted(view))}`,
  })}
  ${tabs(pack, tab)}
  ${answered(answer, (known) => shown(known, tab))}`;
};
