import { CompletionItemKind, InsertTextFormat, MarkupKind, type CompletionItem } from 'vscode-languageserver/node';
import { rangeOf, type Span } from '../text/span.ts';

/** Something that may be written at the cursor. */
export interface Offer {
  readonly label: string;
  readonly kind: keyof typeof CompletionItemKind;
  /** What is written, where it is not the label; with `isSnippet` with places to go to. */
  readonly insert?: string;
  readonly isSnippet?: boolean;
  readonly detail?: string | undefined;
  /** Markdown. */
  readonly docs?: string | undefined;
}

/** They stand in the order in which they are offered, and take the place of the span. */
export const itemsOf = (text: string, span: Span, offers: readonly Offer[]): readonly CompletionItem[] => {
  const range = rangeOf(text, span);
  const unique = new Map(offers.toReversed().map((one) => [one.label, one]));
  return [...unique.values()].toReversed().map(({ label, kind, insert = label, isSnippet, detail, docs }, index) => ({
    label,
    kind: CompletionItemKind[kind],
    textEdit: { range, newText: insert },
    sortText: String(index).padStart(4, '0'),
    // What editors compare with what has been written: signs and quotes included.
    filterText: insert.startsWith('`') || insert.startsWith('"') ? insert : label,
    ...(isSnippet === true ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...(detail === undefined ? {} : { detail }),
    ...(docs === undefined || docs === '' ? {} : { documentation: { kind: MarkupKind.Markdown, value: docs } }),
  }));
};
