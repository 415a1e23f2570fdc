import type { HttpRequest, HttpResponse } from '../http.ts';

/** What came of an answer that is a part by its own words though no part was asked for (RFC 9110, sections 14.4 and 15.3.7); undefined: it is whole. */
export function unaskedPart({ headers }: HttpRequest, response: HttpResponse): string | undefined {
  if (headers['range'] !== undefined || headers['a-im'] !== undefined) return undefined;
  const { status } = response;
  if (status < 200 || status >= 300) return undefined;
  const range = rangeOf(response.header('content-range'));
  if (status === 206 || range?.isPart === true) return range === undefined ? 'a part of it came' : range.says;
  // RFC 3229: only what has changed.
  if (status === 226) return 'a difference to an earlier answer came';
  return /^\s*multipart\/byteranges/i.test(response.contentType ?? '') ? 'several parts of it came' : undefined;
}

interface Range {
  readonly says: string;
  readonly isPart: boolean;
}

function rangeOf(text: string | undefined): Range | undefined {
  const [, unit = '', from = '', to = '', total = ''] =
    /^\s*([a-z]{1,20})[ =](\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)\s*$/i.exec(text ?? '') ?? [];
  if (unit === '') return undefined;
  const isPart = unit.toLowerCase() === 'bytes' && (Number(from) > 0 || Number(to) + 1 < Number(total));
  return { says: `${unit} ${from}-${to} of ${total === '*' ? 'an unknown number' : total} came`, isPart };
}
