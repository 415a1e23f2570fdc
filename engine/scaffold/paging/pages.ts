/** A parameter of the query that says which page is asked for. */
export interface PageParam {
  readonly name: string;
  /** The expression of its value. */
  readonly value: string;
  /** It is left out where there is nothing to say, as on the first page. */
  readonly optional: boolean;
}

/** How an endpoint gets its next page. */
export interface Pages {
  /** The members of `paginate:`. */
  readonly paginate: string;
  readonly params: readonly PageParam[];
  /** What a person has to look at. */
  readonly remark: string | undefined;
  /** How a mock tells that a further page is asked for: a condition over the request, or another path. */
  readonly isFurther: { readonly when: string } | { readonly path: string } | undefined;
  /** A host that next addresses lead to, beside the base address's own. */
  readonly host: string | undefined;
}
