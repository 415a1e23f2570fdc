/**
 * Microseconds between two changes that one transaction made, so that what one change makes known can have moments of its own. A reader
 * that cuts moments to milliseconds has some fifteen of them in one.
 */
export const CHANGE_STEP = 64;
