/** What an answer of Vault means: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 */
import type { SinkAnswer } from '../../components/sinks/sink.ts';
import { wordsOf } from '../../http/answer/vendor-words.ts';
import { isMap } from '../../language/validate/accepts.ts';

export type VaultAnswer =
  | { readonly kind: 'found'; readonly data: Readonly<Record<string, unknown>> }
  /** There is nothing, or another sort of mount. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'deleted'; readonly version: number | undefined; readonly isForGood: boolean }
  | { readonly kind: 'denied'; readonly says: string | undefined; readonly isToken: boolean }
  /** Data without versions: of a mount, or of a key-value store of the first version. */
  | { readonly kind: 'unversioned'; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly status: number; readonly says: string | undefined };

/** Statuses that are looked into; all others are the client's to judge. */
export const LOOKED_INTO = [400, 403, 404, 405, 503];

const bodyOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const member = (value: unknown, name: string): unknown => (isMap(value) ? value[name] : undefined);

export const isSealed = ({ status, text }: SinkAnswer): boolean => status === 503 && /\bsealed\b/i.test(text);

export const vaultAnswer = (answer: SinkAnswer, redact: (text: string) => string): VaultAnswer => {
  const { status } = answer;
  const body = bodyOf(answer.text);
  const outer = member(body, 'data');
  const data = member(outer, 'data');
  const metadata = member(outer, 'metadata');
  if (isMap(metadata) && !isMap(data) && (metadata['destroyed'] === true || metadata['deletion_time'] !== '')) {
    const version = metadata['version'];
    return {
      kind: 'deleted',
      version: typeof version === 'number' ? version : undefined,
      isForGood: metadata['destroyed'] === true,
    };
  }
  if (status === 200 && isMap(data) && isMap(metadata)) return { kind: 'found', data };
  if (status === 200 && isMap(outer)) return { kind: 'unversioned', data: outer };
  const says = wordsOf(body, redact);
  if (status === 404) return { kind: 'missing' };
  if (status === 403 || (status === 400 && /token/i.test(says ?? '')))
    return { kind: 'denied', says, isToken: /(invalid|missing|bad|expired) (client )?token/i.test(says ?? '') };
  return { kind: 'refused', status, says };
};
