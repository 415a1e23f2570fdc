import type { Task } from './task.ts';

/** What a task is made of is loaded when it is first called: a process that runs feeds needs nothing of what authors ask for. */
const rooms = {
  actions: () => import('./actions.ts'),
  authoring: () => import('./author/definitions.ts'),
  cases: () => import('./author/cases.ts'),
  connection: () => import('./author/test-connection.ts'),
  destinations: () => import('./read/destinations.ts'),
  guide: () => import('./author/guide.ts'),
  health: () => import('./read/health.ts'),
  instance: () => import('./author/instance.ts'),
  notices: () => import('./notices.ts'),
  objects: () => import('./read/objects.ts'),
  project: () => import('./load-project.ts'),
  decisions: () => import('./decide-run.ts'),
  push: () => import('./push.ts'),
  quarantine: () => import('./read/quarantine.ts'),
  run: () => import('./run-feed.ts'),
  runs: () => import('./read/runs.ts'),
};

/** Calls what `pick` finds in the room. */
const lazy =
  <Room, Args extends readonly unknown[], Output>(load: () => Promise<Room>, pick: (room: Room) => (...args: Args) => Output) =>
  async (...args: Args): Promise<Awaited<Output>> =>
    await pick(await load())(...args);

/** All that a process of the pool does, by name. */
export const tasks = {
  actionHistory: lazy(rooms.actions, (room) => room.actionHistory),
  actions: lazy(rooms.actions, (room) => room.actions),
  attachment: lazy(rooms.objects, (room) => room.attachment),
  cases: lazy(rooms.cases, (room) => room.cases),
  checkpoints: lazy(rooms.runs, (room) => room.checkpoints),
  decideRun: lazy(rooms.decisions, (room) => room.decideRun),
  definition: lazy(rooms.authoring, (room) => room.definition),
  destinations: lazy(rooms.destinations, (room) => room.destinations),
  feedRuns: lazy(rooms.runs, (room) => room.feedRuns),
  forgetEntry: lazy(rooms.quarantine, (room) => room.forgetEntry),
  guide: lazy(rooms.guide, (room) => room.guide),
  health: lazy(rooms.health, (room) => room.health),
  loadProject: lazy(rooms.project, (room) => room.loadProject),
  notify: lazy(rooms.notices, (room) => room.notify),
  object: lazy(rooms.objects, (room) => room.object),
  objects: lazy(rooms.objects, (room) => room.objects),
  previewAction: lazy(rooms.actions, (room) => room.previewAction),
  previewInstance: lazy(rooms.instance, (room) => room.previewInstance),
  push: lazy(rooms.push, (room) => room.pushTask),
  quarantine: lazy(rooms.quarantine, (room) => room.quarantine),
  refused: lazy(rooms.destinations, (room) => room.refused),
  review: lazy(rooms.decisions, (room) => room.review),
  reveal: lazy(rooms.objects, (room) => room.reveal),
  run: lazy(rooms.runs, (room) => room.run),
  runFeed: lazy(rooms.run, (room) => room.runFeedTask),
  runs: lazy(rooms.runs, (room) => room.runs),
  saveInstance: lazy(rooms.instance, (room) => room.saveInstance),
  sendAction: lazy(rooms.actions, (room) => room.sendAction),
  settings: lazy(rooms.notices, (room) => room.settings),
  storedFeeds: lazy(rooms.runs, (room) => room.storedFeeds),
  testConnection: lazy(rooms.connection, (room) => room.testConnection),
  validateText: lazy(rooms.authoring, (room) => room.validateText),
  windowOfEntry: lazy(rooms.quarantine, (room) => room.windowOfEntry),
} as const satisfies Readonly<Record<string, Task>>;

type Tasks = typeof tasks;
export type TaskName = keyof Tasks;

/** What a task is given beside what all are. */
export type InputOf<Name extends TaskName> = Omit<Parameters<Tasks[Name]>[1], 'places' | 'generation' | 'texts'>;

export type OutputOf<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;
