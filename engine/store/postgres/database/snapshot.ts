/** Ms that somebody may take over a page of rows: after it the server ends the transaction, which keeps it from tidying up. */
const READER_IDLE = 15 * 60_000;

/**
 * Begins a transaction that reads all of one moment, for long. Such queries look small things up for each of many rows: to compile
 * them takes longer than it saves.
 */
export const WHOLE = `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off; SET LOCAL idle_in_transaction_session_timeout = ${READER_IDLE}`;
