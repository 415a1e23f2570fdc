// The package's entry: the engine itself where this Node is new enough, otherwise one that lives in a process of its own.
import { isNewEnough } from './node24.mjs';

export { EngineError, UsageError } from '../../dist/errors.js';
export const { openEngine } = await import(isNewEnough() ? '../../dist/index.js' : './remote-engine.mjs');
