/** Longer names are taken for data. */
const LONGEST = 64;
/** Four digits in a row (years, numbers of advisories, addresses), or sixteen hexadecimal characters (hashes, UUIDs without a letter else). */
const DATA = /\d{4}|[\da-f]{16}|[\da-f]{8}-[\da-f]{4}-/i;
const PLAIN = /^[@$#_\p{L}][\p{L}\p{N}_$-]*$/u;
/** Headings of columns have blanks and dots; below the record such a name is rather a sentence, a host or a person. */
const HEADING = /^[@$#_\p{L}][\p{L}\p{N}_$. :()/%-]*$/u;

/**
 * Is a name one that the vendor's programmers gave, so that it may be kept? In doubt it is not: a map may be keyed by what the records are
 * about. `isOfRecord`: it stands in the record itself.
 */
export const isFieldName = (name: string, isOfRecord: boolean): boolean =>
  name.length <= LONGEST && (isOfRecord ? HEADING : PLAIN).test(name) && !DATA.test(name);
