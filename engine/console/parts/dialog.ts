/** One dialog at a time: the browser keeps the focus in it, and Escape closes it. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ui, type Piece } from '../base/ui.ts';
import { icon } from './icon.ts';

interface Opened {
  readonly title: string;
  readonly body: Piece;
  readonly acts?: Piece;
  readonly onClose?: () => void;
}

const opened = signal<Opened | null>(null);

export const openDialog = (dialog: Opened): void => {
  opened.value = dialog;
};

export const closeDialog = (): void => {
  const { onClose } = opened.peek() ?? {};
  opened.value = null;
  onClose?.();
};

/** Asks before something is done that can't be taken back. */
export const confirm = (title: string, body: Piece, yes: string): Promise<boolean> =>
  new Promise((answer) => {
    const say = (agreed: boolean) => (): void => {
      answer(agreed);
      opened.value = null;
    };
    openDialog({
      title,
      body,
      onClose: () => answer(false),
      acts: ui`<button type="button" onClick=${say(false)}>Cancel</button>
        <button type="button" class="main" onClick=${say(true)}>${yes}</button>`,
    });
  });

export const Dialog = (): Piece => {
  const element = useRef<HTMLDialogElement>(null);
  const shown = opened.value;
  useEffect(() => {
    if (shown !== null && element.current?.open === false) element.current.showModal();
  }, [shown]);
  if (shown === null) return null;
  return ui`<dialog ref=${element} aria-labelledby="dialog-title" onClose=${closeDialog}>
    <div class="dialog-head">
      <h2 id="dialog-title">${shown.title}</h2>
      <button type="button" class="quiet square" aria-label="Close" onClick=${closeDialog}>${icon('close')}</button>
    </div>
    <div class="dialog-body">${shown.body}</div>
    ${shown.acts && ui`<div class="dialog-acts">${shown.acts}</div>`}
  </dialog>`;
};
