import type { Catalog, CatalogFunction, CatalogTable, CatalogView } from '../catalog/catalog.ts';
import { columnSql } from './baseline-mysql-column.ts';
import { orderByMention } from './baseline-order.ts';
import { tableCode } from './baseline-table.ts';
import { leaveOut } from './baseline-left-out.ts';
import { isSayable } from './baseline-column.ts';
import { sqliteLiteral } from '../schema/sql-literal.ts';
import {
  qualified,
  quoted,
  sqlStep,
  type BaselineContext,
  type BaselineStep,
} from './baseline-script.ts';

/** Writes all that a MySQL or MariaDB database holds, in an order that works. */
export function mysqlSteps(catalog: Catalog, context: BaselineContext): BaselineStep[] {
  const sql = (up: readonly string[], down: readonly string[]): BaselineStep =>
    sqlStep(up, down, context);
  const made = new Set<string>();
  const later: BaselineStep[] = [];
  const tables = catalog.tables.map((table) => ({
    item: table,
    name: table.name,
    text: table.constraints.map(({ referredTable }) => referredTable ?? '').join(' '),
  }));
  const tableSteps = orderByMention(tables).map((table): BaselineStep => {
    const code = tableCode(
      table,
      catalog,
      context,
      ({ referredTable }) => made.has(referredTable ?? '') || referredTable === table.name,
    );
    made.add(table.name);
    later.push(code.later);
    const extras = sql(tableExtras(table, context), []);
    return { up: [...code.table.up, ...extras.up], down: code.table.down };
  });
  const views = orderByMention(
    catalog.views.map((view) => ({ item: view, name: view.name, text: view.definition })),
  );
  for (const grant of catalog.grants) {
    leaveOut(
      context,
      `grant to ${grant.grantee}`,
      `of ${grant.privilege} on ${grant.name} is of the server's accounts`,
    );
  }
  return [
    ...catalog.sequences.map((sequence) => {
      const name = quoted(sequence.name, context);
      const { start, min, max, increment, cache, cycle } = sequence;
      return sql(
        [
          `create sequence ${name} start with ${start} minvalue ${min} maxvalue ${max} increment by ${increment} cache ${cache} ${cycle ? 'cycle' : 'nocycle'}`,
        ],
        [`drop sequence ${name}`],
      );
    }),
    ...tableSteps,
    ...later,
    ...catalog.functions
      .filter(({ kind }) => kind !== 'event')
      .map((each) =>
        sql([routineSql(each, context)], [`drop ${each.kind} ${quoted(each.name, context)}`]),
      ),
    ...views.map((view) =>
      sql([viewSql(view, context)], [`drop view ${quoted(view.name, context)}`]),
    ),
    ...catalog.triggers.map(({ name, table, definition }) => {
      const match = /^(?<when>\w+ \w+) \d+ (?<body>[\s\S]*)$/u.exec(definition)?.groups;
      const on = `${match?.['when']?.toLowerCase()} on ${quoted(table, context)} for each row`;
      return sql(
        [`create trigger ${quoted(name, context)} ${on} ${match?.['body']}`],
        [`drop trigger ${quoted(name, context)}`],
      );
    }),
    ...catalog.functions
      .filter(({ kind }) => kind === 'event')
      .map((each) => sql([eventSql(each, context)], [`drop event ${quoted(each.name, context)}`])),
  ];
}

function tableExtras(table: CatalogTable, context: BaselineContext): string[] {
  const of = qualified(table, context);
  const rest = (table.options ?? '')
    .split(', ')
    .filter((option) => !/^(?:engine|collate) /u.test(option));
  return [
    ...(table.comment === null || isSayable(table.comment, context)
      ? []
      : [`alter table ${of} comment ${sqliteLiteral(table.comment.replaceAll('\\', '\\\\'))}`]),
    // The check of a column has no name, and Knex none for it.
    ...table.constraints
      .filter(({ kind, name }) => kind === 'ck' && name === null)
      .flatMap(({ columns, definition }) => {
        const column = table.columns.find(({ name }) => name === columns[0]);
        return column === undefined
          ? []
          : [`alter table ${of} modify ${columnSql(column, table, context)} ${definition}`];
      }),
    ...rest
      .filter((option) => option !== '')
      .map(
        (option) => `alter table ${of} ${option === 'system versioning' ? 'add ' : ''}${option}`,
      ),
    ...(table.partitionBy === null
      ? []
      : [`alter table ${of} partition by ${partitionSql(table.partitionBy)}`]),
  ];
}

/** `range (`at`), p0 10, p1 20` as `range (`at`) (partition p0 values less than (10), …)`. */
function partitionSql(text: string): string {
  const end = text.indexOf('), ') + 1;
  const head = text.slice(0, end);
  const parts = text.slice(end + 2).split(/, (?=\w+(?: |$|,))/u);
  if (/^(?:linear )?(?:hash|key)/u.test(head)) return `${head} partitions ${parts.length}`;
  const words = head.startsWith('range') ? 'less than' : 'in';
  const list = parts.map((part) => {
    const blank = part.indexOf(' ');
    return `partition ${part.slice(0, blank)} values ${words} (${part.slice(blank + 1)})`;
  });
  return `${head} (${list.join(', ')})`;
}

function routineSql(
  { kind, name, definition, comment }: CatalogFunction,
  context: BaselineContext,
): string {
  const security = /^(?<head>[\s\S]*?sql security \w+) (?<body>[\s\S]*)$/u.exec(definition)?.groups;
  // Arguments of a function are in by themselves, and MySQL takes no word for it.
  const head = (security?.['head'] ?? '').replaceAll(
    kind === 'function' ? /(?<=[(,]\s?)IN /gu : /(?!)/gu,
    '',
  );
  const text = comment === null ? '' : ` comment ${sqliteLiteral(comment)}`;
  return `create ${kind} ${quoted(name, context)} ${head}${text} ${security?.['body']}`;
}

function viewSql({ name, definition, options }: CatalogView, context: BaselineContext): string {
  const security = /security (?<word>\w+)/u.exec(options ?? '')?.groups?.['word'];
  const check = /check option (?<word>\w+)/u.exec(options ?? '')?.groups?.['word'];
  return [
    'create ',
    security === undefined ? '' : `sql security ${security} `,
    `view ${quoted(name, context)} as ${definition}`,
    check === undefined ? '' : ` with ${check} check option`,
  ].join('');
}

/** The catalog leaves the beginning of an event out: it begins when it is made. */
function eventSql(
  { name, definition, comment }: CatalogFunction,
  context: BaselineContext,
): string {
  const match =
    /^(?<schedule>[\s\S]*?) (?<status>ENABLED|DISABLED|SLAVESIDE_DISABLED) (?<completion>(?:NOT )?PRESERVE) do (?<body>[\s\S]*)$/u.exec(
      definition,
    )?.groups;
  const schedule = (match?.['schedule'] ?? '').replaceAll(
    /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b/gu,
    "'$&'",
  );
  const status = match?.['status'] === 'ENABLED' ? 'enable' : 'disable';
  const text = comment === null ? '' : ` comment ${sqliteLiteral(comment)}`;
  return `create event ${quoted(name, context)} on schedule ${schedule} on completion ${match?.['completion']?.toLowerCase()} ${status}${text} do ${match?.['body']}`;
}
