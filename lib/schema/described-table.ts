import type { Knex } from 'knex';
import type { TableBuilderInternals, TableMethod } from './knex-internals.ts';

/** What a table builder tells about its table, wrapped or not. */
export interface DescribedTable {
  readonly builder: TableBuilderInternals;
  readonly name: string;
  readonly method: TableMethod;
}

/** Looks at the table builder that a callback is given. */
export function describedTable(table: Knex.TableBuilder): DescribedTable {
  const builder = table as unknown as TableBuilderInternals;
  return { builder, name: builder._tableName, method: builder._method };
}
