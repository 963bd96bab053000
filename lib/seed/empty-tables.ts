import type { Knex } from 'knex';
import type { Catalog, CatalogTable } from '../catalog/catalog.ts';
import { isPartition } from '../catalog/inherited.ts';
import type { SeedDialect } from './seed-dialect.ts';
import { selectRows } from './select-rows.ts';

/** How many tables one question is about: a list of results has its limits. */
const most = 500;

/** The tables without a row that rows can be put into: partitions are filled through their parent. */
export async function listEmptyTables(
  knex: Knex,
  catalog: Catalog,
  { nameOf }: SeedDialect,
): Promise<readonly CatalogTable[]> {
  const tables = catalog.tables.filter(
    (table) =>
      (table.kind === 'table' || table.kind === 'partitioned table') && !isPartition(table),
  );
  const empty: CatalogTable[] = [];
  for (let start = 0; start < tables.length; start += most) {
    const some = tables.slice(start, start + most);
    const questions = some.map(
      ({ schema, name }, index) => `exists(select 1 from ${nameOf(schema, name)}) as t${index}`,
    );
    const [answer = {}] = await selectRows(knex, `select ${questions.join(', ')}`);
    empty.push(...some.filter((_, index) => !isTrue(answer[`t${index}`])));
  }
  return empty;
}

/** The databases without booleans say 1, or '1'. */
function isTrue(value: unknown): boolean {
  return value === true || Number(value) === 1;
}
