import { fromBase64, fromHex } from './byte-codes.ts';
import type { MappedText } from './mapped-text.ts';
import { unescaped, type EscapeKind } from './unescape.ts';

const KINDS: readonly EscapeKind[] = ['percent', 'backslash', 'entity'];
/** Escapes within escapes: in the text itself, and in what is decoded from it. */
const LAYERS = 4;
const INNER_LAYERS = 1;
/** Encodings within encodings, such as base64 of base64. */
const DEPTH = 2;

/** The text as it stands, and with each layer of its escapes taken away. */
export function layers(text: MappedText, most = LAYERS, kind?: EscapeKind): readonly MappedText[] {
  const result = [text];
  while (result.length <= most) {
    const last = result.at(-1) as MappedText;
    const next = unescaped(last, kind);
    if (next === last) break;
    result.push(next);
  }
  return result;
}

/** Everything that a text may stand for. Each reading knows where it stands in the text; all of them together are a few times as long. */
export function* readings(text: MappedText, depth = DEPTH): Generator<MappedText> {
  const most = depth === DEPTH ? LAYERS : INNER_LAYERS;
  const all = layers(text, most);
  yield* all;
  // A secret may look like an escape of another kind than the one that it was written with.
  if (all.length > 1) for (const kind of KINDS) yield* layers(text, most, kind).slice(1);
  if (depth === 0) return;
  // Escapes may stand within what is encoded, and what is encoded may look like the end of one.
  for (const layer of new Set([all[0], all.at(-1)]))
    for (const decoded of [...fromBase64(layer as MappedText), ...fromHex(layer as MappedText)])
      yield* readings(decoded, depth - 1);
}
