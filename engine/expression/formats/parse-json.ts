const WHOLE = /^-?\d+$/;

/** As a decoder would: integers beyond ±(2^53 - 1) and numbers beyond ±1.8e308 stay text, members that are null or named `__proto__` are left out. */
export const parseJson = (text: string): unknown =>
  JSON.parse(text, function (this: unknown, name: string, value: unknown, context?: { readonly source?: string }) {
    if (typeof value === 'number')
      return Number.isSafeInteger(value) || (Number.isFinite(value) && !WHOLE.test(context?.source ?? ''))
        ? value
        : context?.source;
    const isMember = !Array.isArray(this) && name !== '';
    return isMember && (value === null || name === '__proto__') ? undefined : value;
  }) ?? undefined;
