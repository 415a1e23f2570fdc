/** The source with its findings in place; a change can be tried, and is not saved. */
import type { DefinitionView } from '../../../serve/contract/definitions.ts';
import type { Finding } from '../../../serve/contract/session.ts';
import { ask, failureOf, many, ui, useEffect, useRef, useSignal, type Piece } from '../../base.ts';
import { button, copy, findings, section } from '../../parts.ts';
import { source } from '../../shown.ts';

const PAUSE = 500;

const goToLine = (area: HTMLTextAreaElement | null, line: number): void => {
  if (area === null) return document.getElementById(`line-${line}`)?.scrollIntoView({ block: 'center' });
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] ?? '').length);
  area.scrollTop = (line / lines.length) * area.scrollHeight - area.clientHeight / 2;
};

export const Editor = ({ view }: { readonly view: DefinitionView }): Piece => {
  const text = useSignal<string | null>(null);
  const found = useSignal<readonly Finding[] | string>(view.findings);
  const area = useRef<HTMLTextAreaElement>(null);
  const changed = text.value;
  useEffect(() => {
    if (changed === null) return void (found.value = view.findings);
    const timer = setTimeout(async () => {
      found.value = await ask('POST /api/definitions/PACK/validate', { at: [view.pack], body: { text: changed } }).then(
        (answer) => answer.findings,
        (error: unknown) => failureOf(error).message,
      );
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [changed, view]);
  const all = typeof found.value === 'string' ? [] : found.value;
  const told = typeof found.value === 'string' ? found.value : all.length === 0 ? 'none' : many(all.length, 'finding');
  const lines = (changed ?? view.source).split('\n').length;
  const here = view.findings.filter(({ place }) => place.file === view.file);
  const list = findings(all, (one) => goToLine(area.current, one.place.line));
  const editing = (shown: string): Piece => {
    const onInput = (event: Event): void => void (text.value = (event.target as HTMLTextAreaElement).value);
    const acts = ui`${copy(shown, 'the text')}${button('Back to the file', { kind: 'quiet' }, () => (text.value = null))}`;
    const body = ui`<textarea class="editor" ref=${area} aria-label="The source, changed" spellcheck="false" wrap="off" rows=${Math.min(lines + 1, 40)} value=${shown} onInput=${onInput}></textarea>`;
    return section('Source', body, 'A change is checked while you type; it is not saved. Copy it to the file.', acts);
  };
  const edit = button('Try a change', {}, () => (text.value = view.source));
  return ui`<div>
    ${(all.length > 0 || changed !== null) && section('Findings', list, ui`<span role="status">${told}</span>`)}
    ${changed === null ? section('Source', source(view.source, here, 'The source of the definition'), many(lines, 'line'), edit) : editing(changed)}
  </div>`;
};
