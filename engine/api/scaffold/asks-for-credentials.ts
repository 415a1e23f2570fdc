import { EngineError } from '../../language/basics/errors.ts';
import type { HttpResponse } from '../../http/http.ts';
import { vendorWords } from '../../http/answer/vendor-words.ts';
import { harmless } from '../wording/harmless.ts';

/** A header that a refusing answer names as the one for its key. */
const KEY_HEADER = /\b(X-[A-Za-z0-9-]{2,40}|[A-Za-z]{2,20}-(?:api-?)?(?:key|token)|api-?key)\b/i;

interface Remedy {
  readonly wants: string;
  readonly hint: string;
}

const ANY: Remedy = {
  wants: 'it does not say which',
  hint: 'Give what the vendor names: --set token=@./token.txt, --set username=NAME --set password=@./password.txt, or --header NAME=@./key.txt.',
};

const remedyFor = (schemes: string, words: string): Remedy => {
  if (/(?:^|,)\s*basic(?:\s|,|$)/i.test(schemes))
    return {
      wants: 'a user name and a password (HTTP Basic)',
      hint: 'Give them with --set username=NAME --set password=@./password.txt.',
    };
  if (/(?:^|,)\s*bearer(?:\s|,|$)/i.test(schemes))
    return { wants: 'a token (Bearer)', hint: 'Give it with --set token=@./token.txt.' };
  const header = KEY_HEADER.exec(`${schemes} ${words}`)?.[1];
  if (header !== undefined && !/^www-/i.test(header))
    return { wants: `a key in the header ${header}`, hint: `Give it with --header ${header}=@./key.txt.` };
  if (/bearer|access token/i.test(words)) return { wants: 'a token', hint: 'Give it with --set token=@./token.txt.' };
  return ANY;
};

/** What an answer of 401 or 403 asks for, as an error that says so with the remedy. `masked` takes secrets out of a text. */
export const asksForCredentials = async (
  response: HttpResponse,
  host: string,
  masked: ((text: string) => string) | undefined,
): Promise<EngineError> => {
  const words = (await vendorWords(response, masked ?? ((text) => text))) ?? '';
  const says = words === '' ? '' : ` It says: ${harmless(words).replace(/[.\s]+$/, '')}.`;
  const { wants, hint } = remedyFor(response.headerLines('www-authenticate').join(', ').slice(0, 4096), words);
  const message =
    masked === undefined
      ? `${host} answers ${response.status}, since it wants credentials: ${wants}.${says}`
      : `${host} answers ${response.status} to the credentials that were given; it wants ${wants === ANY.wants ? 'others' : wants}.${says}`;
  return new EngineError('draft.credentials', message, { hint });
};
