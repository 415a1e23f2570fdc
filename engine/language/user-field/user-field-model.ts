import type { Place } from '../basics/place.ts';
import type { Expr } from '../basics/value.ts';

export interface UserFieldBase {
  readonly name: string;
  readonly label: string;
  readonly help: string | undefined;
  readonly required: boolean;
  /** It is required where this holds. */
  readonly requiredWhen?: Expr | undefined;
  /** Shown under "advanced" in forms and help. */
  readonly advanced: boolean;
  readonly place: Place;
}

export interface Choice {
  /** As the definition writes it; a number stays a number. */
  readonly value: string | number | boolean;
  readonly label: string;
}

export type UserField = UserFieldBase &
  (
    | {
        readonly type: 'text' | 'textarea' | 'url';
        readonly default?: string;
        readonly maxLength?: number;
        readonly pattern?: string;
      }
    | { readonly type: 'secret'; readonly default?: undefined }
    | { readonly type: 'boolean'; readonly default: boolean }
    | {
        readonly type: 'number';
        readonly default?: number;
        readonly minimum?: number;
        readonly maximum?: number;
        readonly integer?: boolean;
      }
    | { readonly type: 'select'; readonly default?: Choice['value']; readonly choices: readonly Choice[] }
    | { readonly type: 'multiselect'; readonly default: readonly Choice['value'][]; readonly choices: readonly Choice[] }
    | { readonly type: 'lines'; readonly default: readonly string[] }
    | { readonly type: 'date'; readonly default?: string }
  );
