import type { Knex } from 'knex';
import { dialectOf } from '../dialect/dialect-of.ts';
import { settleConventions, type Conventions, type ConventionsConfig } from './conventions.ts';
import { baseClient, deriveClient } from './derived-client.ts';
import type { ClientInternals, SchemaBuilderInternals } from './knex-internals.ts';
import { followTransaction, wrapKnex } from './wrapped-knex.ts';

/**
 * Wraps a Knex, a transaction or a schema builder: whatever its schema builds follows the
 * conventions. The original stays as it is, and so does every other Knex of the process. Databases
 * that knex-stairway does not know keep plain Knex.
 *
 * @throws OptionsError for conventions that cannot be meant as they are written
 * @throws ConventionError when a builder is run that breaks them; nothing of it was sent
 * @example
 * await withConventions(knex.schema).createTable('member', (table) => {
 *   table.comment('Who belongs to a team');
 *   table.increments('id').comment('Identifier');                // pk__member
 *   table.string('email').comment('Address for mail').unique();  // uq__member__email
 * });
 * const { tables } = await readCatalog(knex);
 * const member = tables.find(({ name }) => name === 'member');
 * console.log(member?.indexes[0]?.name); // uq__member__email
 */
export function withConventions<T extends Knex | Knex.Transaction | Knex.SchemaBuilder>(
  target: T,
  conventions: Conventions = {},
): T {
  return applyConventions(target, settleConventions(conventions), undefined);
}

/** Does what `withConventions` does, with settled conventions, for one direction of a migration. */
export function applyConventions<T extends Knex | Knex.Transaction | Knex.SchemaBuilder>(
  target: T,
  { naming, namings, comments }: ConventionsConfig,
  migration: string | undefined,
): T {
  const derive = (client: ClientInternals): ClientInternals => {
    const base = baseClient(client);
    const dialect = dialectOf({ client: base });
    return dialect === undefined
      ? base
      : deriveClient(base, { dialect, naming, namings, comments, migration });
  };
  return isSchemaBuilder(target)
    ? (wrapBuilder(target, derive) as unknown as T)
    : (wrapKnex(target as Knex, derive) as T);
}

function isSchemaBuilder(target: unknown): target is SchemaBuilderInternals {
  return typeof target === 'object' && target !== null && '_sequence' in target;
}

/** A builder of its own, with all that the given one has been told. */
function wrapBuilder(
  builder: SchemaBuilderInternals,
  derive: (client: ClientInternals) => ClientInternals,
): SchemaBuilderInternals {
  const copy = Object.create(
    Object.getPrototypeOf(builder) as object,
    Object.getOwnPropertyDescriptors(builder),
  ) as SchemaBuilderInternals;
  copy.client = derive(builder.client);
  copy._sequence = [...builder._sequence];
  return followTransaction(copy, derive);
}
