import type { Knex } from 'knex';
import type { Catalog, CatalogTable } from '../catalog/catalog.ts';
import { StairwayError } from '../errors.ts';
import { suggest } from '../near-miss.ts';
import type { LiveTable } from '../snapshot/live-table.ts';
import type { Command } from './command.ts';
import { withDatabase } from './connect.ts';
import { exitCode } from './exit-code.ts';
import { loadKnexfile } from './knexfile.ts';
import { UsageError } from './usage-error.ts';

export const snapshotCommand: Command = {
  name: 'snapshot',
  summary: 'print a table as a migration declares it',
  help: `knex-stairway snapshot user_account

Prints the tableSnapshot of a table from the database of the knexfile, ready
to paste into a migration. A table of another schema is schema.table. What the
kind of a column does not say, such as its length, is a comment.`,
  options: {},
  takesWords: true,
  async run({ values, words, output }) {
    const [given] = words;
    if (given === undefined || words.length > 1) {
      throw new UsageError(
        `snapshot takes one table, but got ${words.length}`,
        'Name it: knex-stairway snapshot user_account.',
      );
    }
    const { declareColumns, snapshotText } = await import('./snapshot-text.ts');
    const { readCatalog } = await import('../catalog/read-catalog.ts');
    await withDatabase(await loadKnexfile(values), async (knex) => {
      const catalog = await readCatalog(knex);
      const { name, schema, live } = await findTable(given, knex, catalog);
      const columns = declareColumns(live, tableIn(catalog, { name, schema }), catalog);
      const declaration = snapshotText({ name, schema }, columns, live.key.length > 0);
      output.out(
        values['json'] === true
          ? JSON.stringify({ table: name, schema: schema ?? null, columns, declaration })
          : declaration,
      );
    });
    return exitCode.done;
  },
};

interface Found {
  readonly name: string;
  readonly schema: string | undefined;
  readonly live: LiveTable;
}

/** Takes a name as it is first: a table may have a dot in it. */
async function findTable(given: string, knex: Knex, catalog: Catalog): Promise<Found> {
  const { readLiveTable } = await import('../snapshot/live-table.ts');
  const { sessionOf } = await import('../snapshot/session.ts');
  const session = sessionOf(knex);
  const dot = given.indexOf('.');
  const names = [
    { name: given, schema: undefined },
    ...(dot === -1 ? [] : [{ name: given.slice(dot + 1), schema: given.slice(0, dot) }]),
  ];
  for (const each of names) {
    const live = await readLiveTable(session, each);
    if (live.columns.length > 0) return { ...each, live };
  }
  const known = catalog.tables.flatMap(({ name, schema }) =>
    schema === null ? [name] : [name, `${schema}.${name}`],
  );
  throw new StairwayError('E_SNAPSHOT', 'There is no such table; nothing was printed.', [
    {
      code: 'E_SNAPSHOT_TABLE',
      where: given,
      what: 'is not in the database of the knexfile, or not in its search path',
      repair:
        known.length === 0
          ? 'The database has no tables: run the migrations first.'
          : `Name one that is there: ${suggest(given, known)}`,
    },
  ]);
}

function tableIn(
  { tables }: Catalog,
  { name, schema }: { readonly name: string; readonly schema: string | undefined },
): CatalogTable | undefined {
  const named = tables.filter((table) => table.name.toLowerCase() === name.toLowerCase());
  return (
    named.find(
      (table) => table.name === name && (schema === undefined || table.schema === schema),
    ) ?? named[0]
  );
}
