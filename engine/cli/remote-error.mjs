// Errors on their way between two processes.
import { EngineError, UsageError } from '../../dist/errors.js';

export const packError = (error) => {
  const { name, message, code, place, hint, diagnostics } = error;
  return { name, message, code, place, hint, diagnostics };
};

export const unpackError = ({ name, message, code, ...details }) => {
  if (name === 'UsageError') return new UsageError(code, message, details);
  if (name === 'EngineError') return new EngineError(code, message, details);
  return Object.assign(new Error(message), { name }, code === undefined ? {} : { code });
};
