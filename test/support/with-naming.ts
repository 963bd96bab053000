import type { Knex } from 'knex';
import type { Conventions } from '../../lib/schema/conventions.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';

/** For tests of names: conventions that neither ask for comments nor keep them. */
export const namingOnly = { comments: false } as const satisfies Conventions;

/** Wraps like `withConventions`, without comments. */
export function withNaming<T extends Knex | Knex.Transaction | Knex.SchemaBuilder>(
  target: T,
  conventions: Conventions = {},
): T {
  return withConventions(target, { ...namingOnly, ...conventions });
}
