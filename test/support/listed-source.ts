import type { Knex } from 'knex';

/** A migration of a test; what it lacks does nothing. */
export type SparseMigration = Partial<Knex.Migration> & {
  readonly config?: { readonly transaction?: boolean };
};

/** A source of migrations by name, in the order of the object; none of ours, as others write them. */
export function sourceOf(
  migrations: Readonly<Record<string, SparseMigration>>,
): Knex.MigrationSource<string> {
  const nothing = async (): Promise<void> => {};
  return {
    getMigrations: async () => Object.keys(migrations),
    getMigrationName: (name) => name,
    getMigration: async (name) => ({ up: nothing, down: nothing, ...migrations[name] }),
  };
}
