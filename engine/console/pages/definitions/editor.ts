/** The source with its findings in place; a change can be tried, and is not saved. */
import type { DefinitionView } from '../../../serve/contract/definitions.ts';
import type { Finding } from '../../../serve/contract/session.ts';
import { ask, failureOf, many, ui, useEffect, useRef, useSignal, type Piece } from '../../base.ts';
import { button, copy, findings, section, source } from '../../parts.ts';

const PAUSE = 500;

const isIn =
  (file: string) =>
  ({ place }: Finding): boolean =>
    place.file === file;

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
  const { value: changed } = text;
  useEffect(() => {
    if (changed === null) {
      found.value = view.findings;
      return undefined;
    }
    const timer = setTimeout(async () => {
      found.value = await ask('POST /api/definitions/PACK/validate', { at: [view.pack], body: { text: changed } }).then(
        (answer) => answer.findings,
        (error: unknown) => failureOf(error).message,
      );
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [changed, view]);
  const all = typeof found.value === 'string' ? [] : found.value;
  const lines = (changed ?? view.source).split('\n').length;
  return ui`<div>
    ${(all.length > 0 || changed !== null) && section(
      { title: 'Findings', says: ui`<span role="status">${typeof found.value === 'string' ? found.value : all.length === 0 ? 'none' : many(all.length, 'finding')}</span>` },
      findings(all, (one) => goToLine(area.current, one.place.line)),
    )}
    ${section(
      {
        title: 'Source',
        kind: 'flush',
        says: changed === null ? many(lines, 'line') : 'A change is checked while you type; it is not saved. Copy it to the file.',
        acts: changed === null
          ? button('Try a change', {}, () => (text.value = view.source))
          : ui`${copy(changed, 'the text')}${button('Back to the file', { kind: 'quiet' }, () => (text.value = null))}`,
      },
      changed === null
        ? source(view.source, view.findings.filter(isIn(view.file)), 'The source of the definition')
        : ui`<textarea class="editor" ref=${area} aria-label="The source, changed" spellcheck="false" wrap="off" rows=${Math.min(lines + 1, 40)} value=${changed}
            onInput=${(event: Event) => (text.value = (event.target as HTMLTextAreaElement).value)}></textarea>`,
    )}
  </div>`;
};
