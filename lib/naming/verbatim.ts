/** A name that no convention touches. */
export class VerbatimName {
  /** Tells it to another copy of this package, too: tsx loads one to require, and one to import. */
  readonly brand = 'knex-stairway: verbatim';
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return (
      typeof value === 'object' &&
      value !== null &&
      'brand' in value &&
      value.brand === 'knex-stairway: verbatim'
    );
  }

  toString(): string {
    return this.name;
  }
}

/**
 * Marks a name as final, where a convention would otherwise embellish it (SQLAlchemy's `conv`).
 *
 * It is typed as the string that Knex's methods take, but only the wrapped `schema` understands it.
 *
 * @example
 * await withConventions(knex.schema).createTable('product', (table) => {
 *   table.comment('What the shop sells');
 *   table.increments('id').comment('Identifier');
 *   table.integer('price').comment('In cents').checkPositive(verbatim('price_is_positive'));
 * });
 * const { tables } = await readCatalog(knex);
 * console.log(tables.find(({ name }) => name === 'product')?.constraints.at(-1)?.name); // price_is_positive
 */
export function verbatim(name: string): string {
  return new VerbatimName(name) as unknown as string;
}
