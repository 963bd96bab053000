/** A table or column that stays without a comment, and the reason why. */
export class Uncommented {
  /** Tells it to another copy of this package, too: tsx loads one to require, and one to import. */
  readonly brand = 'knex-stairway: uncommented';
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return (
      typeof value === 'object' &&
      value !== null &&
      'brand' in value &&
      value.brand === 'knex-stairway: uncommented'
    );
  }

  toString(): string {
    return `uncommented('${this.reason}')`;
  }
}

/**
 * Stands where a comment is required, and leaves none in the database; the reason is for whoever
 * reviews the migration. On a column or table that is there it removes the comment.
 *
 * It is typed as the string that Knex's methods take, but only the wrapped `schema` understands it.
 *
 * @param reason at least a word; none is refused like a missing comment
 * @example
 * await withConventions(knex.schema).createTable('colour', (table) => {
 *   table.comment('Colours that can be ordered');
 *   table.increments('id').comment('Identifier');
 *   table.string('name').comment(uncommented('the name says it all'));
 * });
 */
export function uncommented(reason: string): string {
  return new Uncommented(reason) as unknown as string;
}
