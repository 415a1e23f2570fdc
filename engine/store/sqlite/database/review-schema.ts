/** What it takes to hold a window, and to give objects back what they were before a run. */
export const REVIEW = `
-- why the next window of the instance is to be held, NULL: nothing asks for it
ALTER TABLE instances ADD COLUMN hold TEXT;
-- keeps: all that the run has changed stands in undo_rows; before: the checkpoint as it was before the run moved it, NULL where it did
-- not; undo: what is asked for, and counts, once the run is being undone
ALTER TABLE runs ADD COLUMN keeps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN before TEXT;
ALTER TABLE runs ADD COLUMN undo TEXT;
-- what a run has changed, in the order in which it did: what says of what kind a row is (see undo/undo-rows.ts), stood is what was there
-- before, as JSON, but for the list of an object's attributes, which stands beside it. Objects that were made are one row, from
-- object_id to upto
CREATE TABLE undo_rows (
  run_id INTEGER NOT NULL, number INTEGER NOT NULL, what TEXT NOT NULL, object_id INTEGER, upto INTEGER, stood TEXT, members TEXT,
  PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;
`;
