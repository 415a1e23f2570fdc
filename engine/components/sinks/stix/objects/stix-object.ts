/** An object of STIX 2.1, as JSON writes it. */
export interface StixObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** How objects are written, whatever the table says. */
export interface StixOptions {
  /** Who hands the objects on: part of ids in the profile `strict`, so that no two producers make one id. */
  readonly producer: string;
  /** `strict`: ids as the standard asks; `opencti`: ids and some properties as OpenCTI has them. */
  readonly profile: 'strict' | 'opencti';
  /** Which markings of the traffic light protocol: more readers know those of TLP 1. */
  readonly tlp: 1 | 2;
  /** What an indicator becomes: a pattern, the observable that it matches, or both and how they are related. */
  readonly indicators: 'indicator' | 'observable' | 'both';
  /**
   * Who says a relation. `once`: whichever end has place for it, where all go out together; `own`: the object that it begins at, so that
   * what is said of an object does not hang on what has gone out before; `later`: the end that changed later, where the other is known.
   */
  readonly relations: 'once' | 'own' | 'later';
}

export const defaultStixOptions: StixOptions = {
  producer: 'Feedwright',
  profile: 'strict',
  tlp: 1,
  indicators: 'indicator',
  relations: 'once',
};

const YEAR_1 = Date.parse('0001-01-01T00:00:00Z');
const YEAR_9999 = Date.parse('9999-12-31T23:59:59.999Z');

/** Texts of times that come again and again: those of one run are the same for thousands of objects. */
const texts = new Map<number, string>();
const MOST_TEXTS = 512;

/** UTC with milliseconds (STIX 2.1, section 3.2); undefined for a year that has not four digits. */
export const timestamp = (ms: number | undefined): string | undefined => {
  if (ms === undefined) return undefined;
  const known = texts.get(ms);
  if (known !== undefined) return known;
  if (!(ms >= YEAR_1 && ms <= YEAR_9999)) return undefined;
  const text = new Date(ms).toISOString();
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(ms, text);
  return text;
};

/** Without what is missing or empty: the standard has neither null nor an empty list. */
export const withoutEmpty = (properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const left: Record<string, unknown> = {};
  for (const name in properties) {
    const value = properties[name];
    if (value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)) left[name] = value;
  }
  return left;
};
