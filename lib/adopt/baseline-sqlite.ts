import { codeText } from '../code-text.ts';
import type {
  Catalog,
  CatalogColumn,
  CatalogConstraint,
  CatalogTable,
} from '../catalog/catalog.ts';
import { isCheckOf, sqliteDefault } from './baseline-column.ts';
import { constraintCode, indexSql } from './baseline-key.ts';
import { orderByMention } from './baseline-order.ts';
import { alter, numberingOf, tableCode } from './baseline-table.ts';
import { leaveOut } from './baseline-left-out.ts';
import {
  qualified,
  quoted,
  sqlStep,
  type BaselineContext,
  type BaselineStep,
} from './baseline-script.ts';

/**
 * Writes all that a SQLite database holds, in an order that works.
 *
 * @param texts of views and triggers as they were written, by `view name` and `trigger name`: the
 * catalog keeps them in a form of its own
 */
export function sqliteSteps(
  catalog: Catalog,
  texts: ReadonlyMap<string, string>,
  context: BaselineContext,
): BaselineStep[] {
  const tables = orderByMention(
    catalog.tables.map((table) => ({
      item: table,
      name: table.name,
      text: table.constraints.map(({ referredTable }) => referredTable ?? '').join(' '),
    })),
  );
  const views = orderByMention(
    catalog.views.map((view) => ({ item: view, name: view.name, text: view.definition })),
  );
  return [
    ...tables.map((table) =>
      isSaid(table, catalog, context)
        ? // A table that is referred to need not be there.
          tableCode(table, catalog, context, () => true).table
        : tableBySql(table, context),
    ),
    ...views.map(({ name, definition }) =>
      sqlStep(
        [texts.get(`view ${name}`) ?? definition],
        [`drop view ${quoted(name, context)}`],
        context,
      ),
    ),
    ...catalog.triggers.map(({ name, definition }) =>
      sqlStep(
        [texts.get(`trigger ${name}`) ?? definition],
        [`drop trigger ${quoted(name, context)}`],
        context,
      ),
    ),
  ];
}

/** Whether calls of Knex make just this table, names and the lack of names included. */
function isSaid(table: CatalogTable, catalog: Catalog, context: BaselineContext): boolean {
  if (table.kind !== 'table' || table.options !== null) return false;
  const isNamed = context.config !== undefined;
  const numbered = table.columns.filter(({ identity }) => identity !== null);
  if (numbered.some((column) => numberingOf(column, table, catalog) === undefined)) return false;
  return table.constraints.every((constraint) => {
    const { kind, name, columns, referredColumns } = constraint;
    if (isNamed && name === null) return false;
    if (kind === 'pk' && numbered.length > 0) return isNamed || name === null;
    if (kind === 'uq' || (kind === 'fk' && referredColumns.length === 0)) return false;
    if (kind === 'ck' && columns.length === 1) return true;
    return constraintCode(constraint, table, context) !== undefined;
  });
}

function tableBySql(table: CatalogTable, context: BaselineContext): BaselineStep {
  const of = qualified(table, context);
  const down = [`drop table ${of}`];
  if (table.kind === 'virtual table') return sqlStep([table.options ?? ''], down, context);
  const key = table.constraints.find(({ kind }) => kind === 'pk');
  const isInline = (constraint: CatalogConstraint): boolean =>
    (constraint === key && table.columns.some(({ identity }) => identity !== null)) ||
    table.columns.some((column) => isCheckOf(column)(constraint));
  const lines = [
    ...table.columns.map((column) => columnLine(column, table, key, context)),
    ...table.constraints
      .filter((constraint) => !isInline(constraint))
      .map((constraint) => named(constraint, context)),
  ];
  const step = sqlStep(
    [
      `create table ${of} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n)${table.options === null ? '' : ` ${table.options}`}`,
      ...table.indexes.flatMap((index) => indexSql(index, table, context)),
    ],
    [],
    context,
  );
  return {
    up: [...step.up, ...comments(table, context)],
    // By Knex, whose conventions keep the comments.
    down: [`await knex.schema.dropTable(${codeText(table.name)});`],
  };
}

function columnLine(
  column: CatalogColumn,
  table: CatalogTable,
  key: CatalogConstraint | undefined,
  context: BaselineContext,
): string {
  const { name, type, nullable, default: value, collation, generated, identity } = column;
  return [
    `${quoted(name, context)} ${type}`,
    nullable ? '' : ' not null',
    value === null ? '' : ` default ${sqliteDefault(value)}`,
    collation === null ? '' : ` collate ${collation}`,
    generated === null
      ? ''
      : ` generated always as (${generated.expression}) ${generated.stored ? 'stored' : 'virtual'}`,
    identity === null || key === undefined
      ? ''
      : `${key.name === null ? '' : ` constraint ${quoted(key.name, context)}`} primary key autoincrement`,
    ...table.constraints.filter(isCheckOf(column)).map((check) => ` ${named(check, context)}`),
  ].join('');
}

function named({ name, definition }: CatalogConstraint, context: BaselineContext): string {
  return name === null ? definition : `constraint ${quoted(name, context)} ${definition}`;
}

/** Comments of a table that SQL has made; only conventions keep them. */
function comments(table: CatalogTable, context: BaselineContext): string[] {
  const calls = [
    ...(table.comment === null ? [] : [`table.comment(${codeText(table.comment)});`]),
    ...table.columns.flatMap(({ name, comment }) =>
      comment === null ? [] : [`commentColumn(table, ${codeText(name)}, ${codeText(comment)});`],
    ),
  ];
  if (calls.length === 0) return [];
  if (context.config?.comments === undefined) {
    leaveOut(
      context,
      `table ${table.name}`,
      'has comments, which SQLite keeps under conventions only',
    );
    return [];
  }
  if (calls.some((call) => call.startsWith('commentColumn'))) context.imports.add('commentColumn');
  return alter(table, calls, context);
}
