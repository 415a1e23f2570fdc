/** What an instance remembers of the shape of what came. */
export const SHAPES = `
-- as JSON: the paths, their kinds and how many records had them, no values
CREATE TABLE shapes (instance_id INTEGER PRIMARY KEY, shape TEXT NOT NULL) STRICT;
`;
