/** What keeps the beginning of a run from looking at every run that ever was. */
export const RUNS = `
CREATE INDEX runs_keeping ON runs (instance_id, started_at) WHERE keeps = 1;
CREATE INDEX runs_open ON runs (instance_id) WHERE status IN ('running', 'interrupted');
`;

/** And what is not done yet, of all that ever was. */
export const UNDONE = `
CREATE INDEX runs_undoing ON runs (instance_id) WHERE status = 'undoing';
CREATE INDEX windows_waiting ON windows (run_id) WHERE status IN ('sealed', 'held');
`;
