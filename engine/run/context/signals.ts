/** A long body broke off after some of its records had been staged: the window is read again from its start. */
export class WindowRestart extends Error {}

/** The limit of `--limit` was reached. */
export class LimitReached extends Error {}

/** How often a window is read again: a body that breaks off still again is the vendor's failure. */
export const RESTARTS = 4;
