import type { Knex } from 'knex';
import type { ConventionsConfig } from '../schema/conventions.ts';
import { applyConventions } from '../schema/with-conventions.ts';

/** Under which a migration of ours keeps the one that it stands for, also for other copies of this package. */
const original = Symbol.for('knex-stairway: original migration');

/** The migration as its file has it. */
export function originalMigration(migration: Knex.Migration): Knex.Migration {
  return (migration as { readonly [original]?: Knex.Migration })[original] ?? migration;
}

/**
 * A migration whose `up` and `down` are given a Knex that follows the conventions; its `config` and
 * whatever else it has stay as they are.
 *
 * @param file how messages call the migration
 * @param before is called when a direction begins; what it throws stops it
 */
export function conventionalMigration(
  migration: Knex.Migration,
  config: ConventionsConfig,
  file: string,
  before: (direction: 'up' | 'down') => void = () => {},
): Knex.Migration {
  const direction =
    (name: 'up' | 'down') =>
    (knex: Knex): PromiseLike<unknown> => {
      before(name);
      return migration[name]?.(
        applyConventions(knex, config, `${file}, ${name}`),
      ) as PromiseLike<unknown>;
    };
  // A namespace of a module cannot be changed; what inherits from it can.
  return Object.create(migration, {
    up: { value: direction('up'), enumerable: true },
    down: { value: direction('down'), enumerable: true },
    [original]: { value: migration },
  }) as Knex.Migration;
}
