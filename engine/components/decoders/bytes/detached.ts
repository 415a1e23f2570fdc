/** V8 copies parts up to here; longer ones it makes a view of the whole text. */
const COPIED = 13;

/** A copy of a part of a text: one kept value would otherwise keep the whole chunk that it came from in memory. */
export const detached = (text: string): string => (text.length < COPIED ? text : ` ${text}`.slice(1));
