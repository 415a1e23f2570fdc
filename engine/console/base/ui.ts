import { h, type ComponentChildren } from 'preact';
import htm from 'htm';

export type Piece = ComponentChildren;

/** A template of what is shown. Values are text, whatever they hold: nothing here makes markup of them. */
export const ui = htm.bind(h) as unknown as (strings: TemplateStringsArray, ...values: readonly unknown[]) => Piece;

/** Class names, without those that are not wanted. */
export const names = (...all: readonly (string | false | null | undefined)[]): string => all.filter(Boolean).join(' ');
