import type { CatalogConstraint } from '../catalog/catalog.ts';
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
  const place = table.schema === null || table.schema === currentSchema ? [] : [table.schema];
  const path = (name: string): string => [...place, name].map(quoteDouble).join('.');
  const sql = isIndex
    ? `alter index ${path(from)} rename to ${quoteDouble(to)}`
    : `alter table ${path(table.name)} rename constraint ${quoteDouble(from)} to ${quoteDouble(to)}`;
  // Knex takes it for a binding otherwise.
  return sql.replaceAll('?', String.raw`\?`);
}

/** Foreign keys and checks are made again, as they were; the index of a key follows its name. */
function mysqlSql({ table, item, kind, isIndex }: Renaming, from: string, to: string): string[] {
  const alter = `alter table ${quoteBacktick(table.name)}`;
  const rename = `${alter} rename index ${quoteBacktick(from)} to ${quoteBacktick(to)}`;
  if (isIndex || (kind !== 'fk' && kind !== 'ck')) return [rename];
  const { definition, columns } = item as CatalogConstraint;
  const add = `add constraint ${quoteBacktick(to)} ${definition}`;
  if (kind === 'ck') return [`${alter} drop constraint ${quoteBacktick(from)}, ${add}`];
  const hasIndex = table.indexes.some(
    ({ name, columns: of }) =>
      name === item.name && columns.every((column, index) => column === of[index]?.column),
  );
  return [
    `${alter} drop foreign key ${quoteBacktick(from)}`,
    ...(hasIndex ? [rename] : []),
    `${alter} ${add}`,
  ];
}

function quoteDouble(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function quoteBacktick(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
