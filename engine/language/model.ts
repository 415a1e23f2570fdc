/** The checked, frozen definition: what the loader gives and every later room reads. Durations are milliseconds. */
import type { Action, ObjectType } from './model/action.ts';
import type { Connection, Endpoint } from './model/connection.ts';
import type { Feed } from './model/feed.ts';
import type { Table } from './value.ts';

export type * from './model/action.ts';
export type * from './model/connection.ts';
export type * from './model/feed.ts';
export type * from './model/user-field.ts';

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
