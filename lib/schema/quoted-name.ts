/**
 * A quoted name that Knex puts into SQL as it is: what Knex looks at in a `knex.raw`, without its
 * cost. No `wrapIdentifier` of the project sees it.
 *
 * Source: `unwrapRaw` in knex 3.3.0, lib/formatter/wrappingFormatter.js
 */
export class QuotedName {
  readonly isRawInstance = true;
  /** Set by Knex. */
  client: unknown;
  /** Without its quotes. */
  readonly text: string;
  /** Whether the convention made it; false where it was given by hand. */
  readonly isByConvention: boolean;
  readonly #sql: string;

  constructor(text: string, quoted: string, isByConvention: boolean) {
    this.text = text;
    this.isByConvention = isByConvention;
    this.#sql = quoted;
  }

  toSQL(): { readonly sql: string } {
    return { sql: this.#sql };
  }
}
