export interface Parameter {
  type: string;
  subtype: string | undefined;
  /** A missing argument is taken from the context, if that has the type. */
  context: RegExp | undefined;
  pattern: string;
}

/** The checked form of a signature such as `<s-nn?:s>`; what follows `:` is not looked at. */
export interface Signature {
  readonly text: string;
  readonly parameters: readonly Parameter[];
  /** The arguments as the function takes them: context filled in, single values made lists; throws T0410–T0412. */
  validate(args: readonly unknown[], context: unknown): readonly unknown[];
}
