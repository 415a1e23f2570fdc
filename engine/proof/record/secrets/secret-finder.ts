import type { Span } from '../../../http/redactor/gram-index.ts';
import { MappedText } from '../../../http/redactor/mapped-text.ts';
import { readings } from '../../../http/redactor/readings.ts';
import { SecretIndex, wholeOf } from '../../../http/redactor/secret-index.ts';
import { findShort } from '../../../http/redactor/short-secrets.ts';
import { merged } from '../../../http/redactor/spans.ts';
import { type NamedSecret, placeholder } from '../../../mock/cassette/mask-request.ts';

/** Characters that are looked at together: what a text may stand for is many times as long as it is. */
const SLICE = 2 ** 19;
/** A secret may stand across two slices; none is longer, however it is encoded. */
const OVERLAP = 2 ** 15;
/** A shorter one is told only where it stands alone. */
const SHORTEST = 8;

const WANTED = { least: wholeOf, isCutAt: () => false };

interface Indexed {
  readonly name: string;
  readonly index: SecretIndex;
  readonly short: ReadonlySet<string>;
}

/** Finds secrets in texts in every encoding that the redactor knows, and tells which one it is. */
export class SecretFinder {
  readonly #all: Indexed;
  readonly #each: readonly Indexed[];

  constructor(secrets: readonly NamedSecret[]) {
    this.#all = indexed('', secrets);
    this.#each = secrets.toSorted((a, b) => b.value.length - a.value.length).map((one) => indexed(one.name, [one]));
  }

  /** The text with `<name>` in the place of each secret, and how many there were. */
  scrub(text: string): { readonly text: string; readonly count: number } {
    const spans = this.spans(text);
    let result = '';
    let at = 0;
    for (const [from, to] of spans) {
      result += text.slice(at, from) + placeholder(this.#nameOf(text.slice(from, to)));
      at = to;
    }
    return { text: result + text.slice(at), count: spans.length };
  }

  /** Where secrets stand, in order. */
  spans(text: string): readonly Span[] {
    if (this.#each.length === 0) return [];
    const found: Span[] = [];
    for (let from = 0; from === 0 || from + OVERLAP < text.length; from += SLICE - OVERLAP)
      for (const [start, end] of find(this.#all, text.slice(from, from + SLICE))) found.push([from + start, from + end]);
    return merged(found);
  }

  /** The name of the first secret in the text, where it holds one. */
  nameIn(text: string): string | undefined {
    const [first] = this.spans(text);
    return first === undefined ? undefined : this.#nameOf(text.slice(...first));
  }

  #nameOf(part: string): string {
    return (this.#each.find((one) => find(one, part).length > 0) ?? this.#each[0] ?? { name: 'secret' }).name;
  }
}

const indexed = (name: string, secrets: readonly NamedSecret[]): Indexed => {
  const index = new SecretIndex();
  const short = new Set<string>();
  for (const { value } of secrets) {
    const secret = value.trim();
    if (secret.length < SHORTEST) short.add(secret);
    else for (const spelling of new Set([secret, asLatin1(secret)])) index.add(spelling);
  }
  return { name, index, short };
};

/** What is read of a secret that was encoded by the bytes of Latin-1, as `$base64encode` does. */
const asLatin1 = (secret: string): string => Buffer.from(secret, 'latin1').toString('utf8');

const find = ({ index, short }: Indexed, text: string): readonly Span[] => {
  const spans: Span[] = [];
  for (const reading of readings(MappedText.of(text))) {
    index.find(reading, WANTED, spans);
    if (short.size > 0) findShort(reading, short, spans, () => true);
  }
  return spans;
};
