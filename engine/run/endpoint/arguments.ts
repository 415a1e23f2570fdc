import { EngineError } from '../../language/basics/errors.ts';
import type { Endpoint } from '../../language/model.ts';
import type { Place } from '../../language/basics/place.ts';

/** The arguments of a call, by the endpoint's declaration; a number in a text position is written as text. */
export function checkArguments(endpoint: Endpoint, given: unknown, place: Place): Readonly<Record<string, unknown>> {
  const args = (given ?? {}) as Readonly<Record<string, unknown>>;
  const checked: Record<string, unknown> = {};
  for (const [name, type] of endpoint.args) {
    const value = args[name];
    if (value === undefined) continue;
    checked[name] = type === 'string' && typeof value === 'number' ? String(value) : value;
    if (!fits(checked[name], type)) {
      throw new EngineError(
        'call.argument',
        `The argument "${name}" of "${endpoint.name}" was to be a ${type}, and is ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}.`,
        { place },
      );
    }
  }
  return checked;
}

function fits(value: unknown, type: 'string' | 'number' | 'boolean' | 'list' | 'any'): boolean {
  if (type === 'any') return true;
  return type === 'list' ? Array.isArray(value) : typeof value === type;
}
