import { gunzipSync, inflateRawSync } from 'node:zlib';
import { type NamedSecret, SIGNED } from '../../../mock/cassette/mask-request.ts';
import { SecretFinder } from './secret-finder.ts';
import { plainForms, secretForms } from './secret-forms.ts';

/** Bytes that packed content may unfold to. */
const MAX_UNFOLDED = 64 * 2 ** 20;
/** Packed within packed. */
const MAX_DEPTH = 3;
/** A shorter secret is a part of other words. */
const SHORTEST = 8;

/** A secret that is still there. */
export interface Leak {
  /** Of the secret; undefined where what is packed can't be looked through. */
  readonly name: string | undefined;
  readonly form: string;
}

/** Looks for secrets in bytes that are about to be written, in every encoding, and within what is packed. */
export class LeakSearch {
  readonly #finder: SecretFinder;
  readonly #forms: readonly { readonly name: string; readonly form: string; readonly bytes: Buffer }[];

  constructor(secrets: readonly NamedSecret[]) {
    this.#finder = new SecretFinder(secrets);
    this.#forms = secrets
      .filter(({ value }) => value.length >= SHORTEST)
      .flatMap(({ name, value }) => (name === SIGNED ? plainForms : secretForms)(value).map((one) => ({ ...one, name })));
  }

  find(bytes: Buffer, depth = 0): Leak | undefined {
    const plain = this.#forms.find((one) => bytes.includes(one.bytes));
    if (plain !== undefined) return { name: plain.name, form: plain.form };
    const name =
      this.#finder.nameIn(bytes.toString('utf8')) ?? (depth > 0 ? this.#finder.nameIn(bytes.toString('latin1')) : undefined);
    if (name !== undefined) return { name, form: 'in another spelling' };
    for (const { form, content } of unfolded(bytes)) {
      if (content === 'too large' || depth >= MAX_DEPTH) return { name: undefined, form };
      const found = this.find(content, depth + 1);
      if (found !== undefined) return { ...found, form: `${found.form}, ${form}` };
    }
    return undefined;
  }
}

type Unfolded = { readonly form: string; readonly content: Buffer | 'too large' };

/** What is packed in the bytes: a gzip file, the members of a ZIP. */
function* unfolded(bytes: Buffer): Generator<Unfolded> {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const content = unfold(() => gunzipSync(bytes, { maxOutputLength: MAX_UNFOLDED }));
    if (content !== undefined) yield { form: 'within a gzip file', content };
  }
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') return;
  for (let at = bytes.indexOf('PK\x03\x04'); at >= 0; at = bytes.indexOf('PK\x03\x04', at + 4)) {
    if (at + 30 > bytes.length || bytes.readUInt16LE(at + 8) !== 8) continue;
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    const content = unfold(() => inflateRawSync(bytes.subarray(start), { maxOutputLength: MAX_UNFOLDED }));
    if (content !== undefined) yield { form: 'within a ZIP', content };
  }
}

/** Undefined for what only looks as if it were packed: it was looked at as it is. */
const unfold = (work: () => Buffer): Buffer | 'too large' | undefined => {
  try {
    return work();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : undefined;
  }
};
