import type { Finding, Place } from './session.ts';

export interface DefinitionsView {
  readonly definitions: readonly DefinitionBrief[];
  /** Of the configuration. */
  readonly configuration: { readonly file: string | null; readonly findings: readonly Finding[]; readonly is_old: boolean };
  readonly loaded_at: string;
}

export interface DefinitionBrief {
  readonly pack: string;
  readonly title: string;
  readonly version: string;
  readonly category: string | null;
  readonly file: string;
  readonly feeds: readonly { readonly name: string; readonly title: string; readonly description: string | null }[];
  readonly actions: readonly {
    readonly name: string;
    readonly title: string;
    readonly description: string | null;
    readonly accepts: readonly string[];
  }[];
  readonly errors: number;
  readonly warnings: number;
  /** As it now stands it has mistakes: the one before is used. */
  readonly is_old: boolean;
}

export interface DefinitionView extends DefinitionBrief {
  readonly source: string;
  /** Of this file and what it takes in. */
  readonly findings: readonly Finding[];
  /** By feed and action: the form of its options. */
  readonly forms: Readonly<Record<string, FormView>>;
  /** With fragments, defaults and the connection put in; null where it has mistakes. */
  readonly resolved: string | null;
}

export interface FormView {
  readonly fields: readonly FieldView[];
}

export interface FieldView {
  readonly name: string;
  readonly label: string;
  readonly help: string | null;
  /** `secret` is for writing only: what is set is never given. */
  readonly type: 'text' | 'textarea' | 'url' | 'secret' | 'boolean' | 'number' | 'select' | 'multiselect' | 'lines' | 'date';
  readonly required: boolean;
  /** The condition under which it is, as the definition has it. */
  readonly required_when: string | null;
  readonly advanced: boolean;
  readonly default: unknown;
  readonly max_length: number | null;
  readonly pattern: string | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly integer: boolean;
  readonly choices: readonly { readonly value: string | number | boolean; readonly label: string }[];
  readonly place: Place;
}

export interface Validation {
  readonly findings: readonly Finding[];
}

export interface FormRequest {
  /** `feed` of `pack/feed`. */
  readonly feed: string;
  /** An instance whose options count where the form says nothing. */
  readonly instance?: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface InstanceAsked {
  /** `feed` of `pack/feed`. */
  readonly feed: string;
  readonly name: string;
  /** Of an instance that is there: what is to be changed. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** What saving an instance would write into the configuration; secrets go to files of their own, which it names. */
export interface InstancePreview {
  readonly file: string;
  readonly is_new: boolean;
  readonly lines: readonly { readonly kind: 'removed' | 'added'; readonly number: number; readonly text: string }[];
  readonly secrets: readonly { readonly option: string; readonly file: string }[];
  /** Of all of it: what was shown is what is written. */
  readonly digest: string;
}

export interface ConnectionTest {
  readonly works: boolean;
  /** In a sentence. */
  readonly says: string;
  readonly took: number;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly place: string | null;
  } | null;
}

export interface DryRun {
  readonly result: Readonly<Record<string, unknown>> | null;
  /** Sensitive values are hidden. */
  readonly records: readonly { readonly key: string | null; readonly objects: readonly unknown[] }[];
}

export interface CasesView {
  readonly passed: number;
  readonly failed: number;
  readonly cases: readonly { readonly file: string; readonly passed: boolean; readonly says: readonly string[] }[];
}
