import type { CasesView, DefinitionView } from '../../../serve/contract/definitions.ts';
import { ask, h, location, many, to, ui, useAnswer, useSignal, type Piece } from '../../base.ts';
import { answered, button, copy, empty, head, section } from '../../parts.ts';
import { badge, legible, source, value } from '../../shown.ts';
import { standing } from './definitions.ts';
import { Editor } from './editor.ts';
import { Trial } from './trial.ts';

const TABS = { source: 'Source', guide: 'Guide', try: 'Try', cases: 'Cases', resolved: 'Resolved' } as const;

const tabs = (pack: string, at: string): Piece => ui`<nav class="tabs" aria-label="Of this definition">
  ${Object.entries(TABS).map(([key, label]) => ui`<a key=${key} href=${to(['definitions', pack, key])} aria-current=${key === at ? 'page' : undefined}>${label}</a>`)}
</nav>`;

const caseOf = ({ file, passed, says }: CasesView['cases'][number]): Piece => ui`<li key=${file}>
  <p>${badge(passed ? 'passed' : 'failed')} <code>${legible(file)}</code></p>${says.map((line) => ui`<p class="sub">${value(line, 300)}</p>`)}
</li>`;

/** The cases of a pack: what it asks for and what comes of it, offline. */
const Cases = ({ pack }: { readonly pack: string }): Piece => {
  const ran = useSignal<CasesView | undefined>(undefined);
  const run = async (): Promise<void> => {
    ran.value = await ask('POST /api/definitions/PACK/cases', { at: [pack] });
  };
  const { cases = [], passed, failed } = ran.value ?? {};
  const says = ran.value
    ? `${many(cases.length, 'case')}: ${passed} passed, ${failed} failed`
    : 'They run offline, with a vendor, a store and a time of their own.';
  const remedy = ui`Write one under <code>fixtures/${pack}/cases/</code>; <code>feedwright test --update</code> fills it in.`;
  const none = ran.value ? empty('This pack has no case.', remedy) : empty('They have not been run yet.');
  const act = button(ran.value ? 'Run them again' : 'Run the cases', { kind: 'main', icon: 'play', role: 'operator' }, run);
  const list = cases.length === 0 ? none : ui`<ul class="plain">${cases.map(caseOf)}</ul>`;
  return section('Cases', list, ui`<span role="status">${says}</span>`, act);
};

const resolved = ({ resolved: text }: DefinitionView): Piece => {
  const says = 'With fragments, defaults and the connection put in';
  if (text === null) return empty('It has mistakes: what it comes to is not known.', 'See the findings in its source.');
  return section('Resolved', source(text, [], 'The resolved definition'), says, copy(text, 'the text'));
};

/** A page of its own in a frame: with its search, its drawings and its contents. */
const guide = ({ pack, title, source: text, resolved: known }: DefinitionView): Piece => {
  if (known === null) return empty('It has mistakes: what it offers is not known.', 'See the findings in its source.');
  const href = `/api/definitions/${encodeURIComponent(pack)}/guide`;
  const open = ui`<a href=${href} target="_blank">Open it alone</a>`;
  return section('Guide', ui`<iframe key=${text} class="guide" src=${href} title=${`The guide of ${title}`}></iframe>`, '', open);
};

const shown = (view: DefinitionView, tab: string): Piece => {
  if (tab === 'guide') return guide(view);
  if (tab === 'try') return h(Trial, { view, first: location.value.query['feed'] });
  if (tab === 'cases') return h(Cases, { pack: view.pack });
  return tab === 'resolved' ? resolved(view) : h(Editor, { view });
};

export const Definition = ({ pack, tab }: { readonly pack: string; readonly tab: string }): Piece => {
  const answer = useAnswer('GET /api/definitions/PACK', { at: [pack] }, { on: ['definitions'] });
  const view = answer.data;
  // Its findings are those of its file as it lies there; the list has those of what was loaded.
  const errors = view?.findings.filter(({ severity }) => severity === 'error').length ?? 0;
  const counted = view && standing({ ...view, errors, warnings: view.findings.length - errors });
  return ui`${head(view?.title ?? pack, {
    above: ['Definitions', to(['definitions'])],
    says: view && ui`<code>${view.file}</code> ${view.version && ui` · version ${value(view.version, 20)}`} ${counted}`,
  })}
  ${tabs(pack, tab)}
  ${answered(answer, (known) => shown(known, tab))}`;
};
