/** Text from outside, fit for one line of an error: control and direction characters gone, at most `length` long. */
export function plainText(text: string, length: number): string {
  const plain = text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return plain.length <= length ? plain : `${plain.slice(0, length - 1)}…`;
}
