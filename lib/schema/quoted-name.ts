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
  readonly #sql: string;

  constructor(quoted: string) {
    this.#sql = quoted;
  }

  toSQL(): { readonly sql: string } {
    return { sql: this.#sql };
  }
}
