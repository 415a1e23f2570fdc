import type { Place } from '../basics/place.ts';
import type { Expr } from '../basics/value.ts';
import type { ComponentUse, Outcome, RequestSpec, SuccessTest } from '../connection/connection-model.ts';
import type { Binding } from '../feed/feed-model.ts';
import type { UserField } from '../user-field/user-field-model.ts';

export interface Action {
  readonly name: string;
  readonly title: string;
  readonly description: string | undefined;
  /** Connection and pack fields; an action's own inputs are `options`. */
  readonly userFields: readonly UserField[];
  readonly accepts: readonly string[];
  readonly options: readonly UserField[];
  readonly let: readonly Binding[];
  readonly require: readonly { readonly that: Expr; readonly message: string; readonly place: Place }[];
  readonly request: RequestSpec;
  readonly decode: readonly ComponentUse[];
  readonly successWhen: SuccessTest | undefined;
  readonly outcomes: readonly Outcome[];
  readonly result: Expr | undefined;
  /** Changes something at the vendor: asks before it is sent. Default true. */
  readonly sideEffects: boolean;
  readonly place: Place;
}

export interface ObjectType {
  readonly code: string;
  readonly name: string;
  readonly plural: string;
  readonly fields: readonly {
    readonly name: string;
    readonly label: string;
    readonly required: boolean;
    readonly type: string;
  }[];
  readonly subtypes: readonly string[];
  readonly description: string | undefined;
  readonly custom: boolean;
  readonly file: string;
}
