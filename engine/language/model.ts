/** The checked, frozen definition: what the loader gives and every later room reads. Durations are milliseconds. */
import type { Action, ObjectType } from './action/action-model.ts';
import type { Connection, Endpoint } from './connection/connection-model.ts';
import type { Feed } from './feed/feed-model.ts';
import type { Table } from './basics/value.ts';

export type * from './action/action-model.ts';
export type * from './connection/connection-model.ts';
export type * from './feed/feed-model.ts';
export type * from './user-field/user-field-model.ts';

export interface Pack {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly category: string | undefined;
  readonly description: string | undefined;
  readonly file: string;
  /** sha256 hex over the pack's file and every file that it includes: what "the same definition" means. */
  readonly hash: string;
  readonly connection: Connection | undefined;
  readonly tables: ReadonlyMap<string, Table>;
  readonly objectTypes: readonly ObjectType[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly actions: ReadonlyMap<string, Action>;
}
