/**
 * A text from outside, at most so long. The mark at its end tells whatever masks secrets that a word may be cut off there; where
 * secrets are at hand the text is masked before it is shortened.
 */
export const shortened = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length)}…`);
