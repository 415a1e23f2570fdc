import { actionHistory, actions, previewAction, sendAction } from './actions.ts';
import { cases } from './author/cases.ts';
import { definition, validateText } from './author/definitions.ts';
import { testConnection } from './author/test-connection.ts';
import { loadProject } from './load-project.ts';
import { pushTask } from './push.ts';
import { destinations, refused } from './read/destinations.ts';
import { attachment, object, objects, reveal } from './read/objects.ts';
import { forgetEntry, quarantine, windowOfEntry } from './read/quarantine.ts';
import { checkpoints, feedRuns, run, runs, storedFeeds } from './read/runs.ts';
import { runFeedTask } from './run-feed.ts';

/** All that a process of the pool does, by name. */
export const tasks = {
  actionHistory,
  actions,
  attachment,
  cases,
  checkpoints,
  definition,
  destinations,
  feedRuns,
  forgetEntry,
  loadProject,
  object,
  objects,
  previewAction,
  push: pushTask,
  quarantine,
  refused,
  reveal,
  run,
  runFeed: runFeedTask,
  runs,
  sendAction,
  storedFeeds,
  testConnection,
  validateText,
  windowOfEntry,
} as const;

type Tasks = typeof tasks;
export type TaskName = keyof Tasks;

/** What a task is given beside what all are. */
export type InputOf<Name extends TaskName> = Omit<Parameters<Tasks[Name]>[1], 'places' | 'generation' | 'texts'>;

export type OutputOf<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;
