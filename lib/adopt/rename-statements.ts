import type { CatalogConstraint } from '../catalog/catalog.ts';
import { quoteName, quotePath } from '../dialect/quote-name.ts';
import type { Renaming } from './rename-order.ts';

/** Statements that rename, and that take it back, each in the order in which they are sent. */
export interface RenameStatements {
  readonly forth: readonly string[];
  readonly back: readonly string[];
}

/** Writes the statements of a plan: those that take it back in the opposite order. */
export function renameStatements(
  renamings: readonly Renaming[],
  dialect: 'postgres' | 'mysql',
  currentSchema: string | null,
): RenameStatements {
  const sqlOf = (renaming: Renaming, from: string, to: string): string[] =>
    dialect === 'postgres'
      ? [postgresSql(renaming, from, to, currentSchema)]
      : mysqlSql(renaming, from, to);
  return {
    forth: renamings.flatMap((each) => sqlOf(each, each.from ?? '', each.to)),
    back: renamings.toReversed().flatMap((each) => sqlOf(each, each.to, each.from ?? '')),
  };
}

function postgresSql(
  { table, isIndex }: Renaming,
  from: string,
  to: string,
  currentSchema: string | null,
): string {
  // Where tables lie on the search path, they may lie in another schema elsewhere.
  const place = table.schema === currentSchema ? null : table.schema;
  const path = (name: string): string => quotePath('postgres', place, name);
  const quote = (name: string): string => quoteName('postgres', name);
  const sql = isIndex
    ? `alter index ${path(from)} rename to ${quote(to)}`
    : `alter table ${path(table.name)} rename constraint ${quote(from)} to ${quote(to)}`;
  // Knex takes it for a binding otherwise.
  return sql.replaceAll('?', String.raw`\?`);
}

/** Foreign keys and checks are made again, as they were; the index of a key follows its name. */
function mysqlSql({ table, item, kind, isIndex }: Renaming, from: string, to: string): string[] {
  const quote = (text: string): string => quoteName('mysql', text);
  const alter = `alter table ${quote(table.name)}`;
  const rename = `${alter} rename index ${quote(from)} to ${quote(to)}`;
  if (isIndex || (kind !== 'fk' && kind !== 'ck')) return [rename];
  const { definition, columns } = item as CatalogConstraint;
  const add = `add constraint ${quote(to)} ${definition}`;
  if (kind === 'ck') return [`${alter} drop constraint ${quote(from)}, ${add}`];
  const hasIndex = table.indexes.some(
    ({ name, columns: of }) =>
      name === item.name && columns.every((column, index) => column === of[index]?.column),
  );
  return [
    `${alter} drop foreign key ${quote(from)}`,
    ...(hasIndex ? [rename] : []),
    `${alter} ${add}`,
  ];
}
