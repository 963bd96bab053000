import type { CatalogColumn, CatalogTable } from '../catalog/catalog.ts';
import { namesIn } from './check-text.ts';
import { domainOf } from './domain.ts';
import type { CheckedExpression, GeneratedColumn } from './row-plan.ts';
import type { SeedContext } from './seed-context.ts';

/** All that the values of a row must satisfy: checks of the table, and of the domains of its columns. */
export function checksOf(context: SeedContext, table: CatalogTable): readonly CheckedExpression[] {
  return [...tableChecks(table, generatedColumns(table)), ...domainChecks(context, table.columns)];
}

/** What a check of a generated column speaks of is what the column is worked out from. */
function tableChecks(
  { constraints, columns }: CatalogTable,
  generated: readonly GeneratedColumn[],
): CheckedExpression[] {
  const names = columns.map(({ name }) => name);
  return constraints
    .filter(({ kind }) => kind === 'ck')
    .map(({ name, definition, columns: known }) => {
      const all = new Set([...known, ...namesIn(definition, names)]);
      const used = generated.filter((column) => all.delete(column.name));
      for (const column of used.flatMap(({ columns: sources }) => sources)) all.add(column);
      return { name, definition, columns: [...all], generated: used };
    });
}

function generatedColumns({ columns }: CatalogTable): GeneratedColumn[] {
  const names = columns.map(({ name }) => name);
  return columns.flatMap(({ name, generated }) =>
    generated === null
      ? []
      : { name, expression: generated.expression, columns: namesIn(generated.expression, names) },
  );
}

function domainChecks(
  { catalog, dialect }: SeedContext,
  columns: readonly CatalogColumn[],
): CheckedExpression[] {
  return columns.flatMap(({ name, type }) =>
    (domainOf(catalog, type)?.checks ?? []).map((check) => ({
      name: null,
      definition: check(dialect.quote(name)),
      columns: [name],
      generated: [],
    })),
  );
}
