import type { CatalogColumn, CatalogTable } from '../catalog/catalog.ts';
import { postgresLiteral } from '../schema/sql-literal.ts';
import { isSayable } from './baseline-column.ts';
import { constraintSql, indexSql } from './baseline-key.ts';
import { leaveOut } from './baseline-left-out.ts';
import {
  qualified,
  quoted,
  rawStatement,
  type BaselineContext,
  type BaselineStep,
} from './baseline-script.ts';

/** What createTable does not say. */
export function tableExtras(table: CatalogTable, context: BaselineContext): string[] {
  const of = qualified(table, context);
  const extras: string[] = [];
  const comments: [string, string | null][] = [
    ...(table.partitionBy === null && (table.comment === null || isSayable(table.comment, context))
      ? []
      : [[`table ${of}`, table.comment] as [string, string | null]]),
    ...table.columns
      .filter(
        ({ comment }) =>
          comment !== null && (table.partitionBy !== null || !isSayable(comment, context)),
      )
      .map(({ name, comment }): [string, string | null] => [
        `column ${of}.${quoted(name, context)}`,
        comment,
      ]),
    ...table.constraints.map(({ name, comment }): [string, string | null] => [
      `constraint ${quoted(name ?? '', context)} on ${of}`,
      comment,
    ]),
    ...table.indexes.map(({ name, comment }): [string, string | null] => [
      `index ${qualified({ schema: table.schema, name }, context)}`,
      comment,
    ]),
  ];
  for (const [what, text] of comments) {
    if (text !== null) extras.push(`comment on ${what} is ${postgresLiteral(text)}`);
  }
  if (table.rowSecurity !== 'off') extras.push(`alter table ${of} enable row level security`);
  if (table.rowSecurity === 'forced') extras.push(`alter table ${of} force row level security`);
  for (const option of table.options?.split(', ') ?? []) {
    if (option === 'unlogged') extras.push(`alter table ${of} set unlogged`);
    else if (/^replica identity (?:nothing|full)$/u.test(option))
      extras.push(`alter table ${of} ${option}`);
    else if (/^[\w.]+=/u.test(option)) extras.push(`alter table ${of} set (${option})`);
    else if (option !== 'replica identity index')
      leaveOut(context, `table ${table.name}`, `has the option ${option}`);
  }
  for (const column of table.columns) extras.push(...columnExtras(column, of, context));
  return extras;
}

function columnExtras(
  { name, options }: CatalogColumn,
  of: string,
  context: BaselineContext,
): string[] {
  const storages: Readonly<Record<string, string>> = {
    p: 'plain',
    e: 'external',
    m: 'main',
    x: 'extended',
  };
  const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' };
  const alter = `alter table ${of} alter column ${quoted(name, context)} set`;
  return (options?.split(', ') ?? []).map((option) => {
    const [word = '', value = ''] = option.split(' ');
    if (word === 'storage') return `${alter} storage ${storages[value]}`;
    if (word === 'compression') return `${alter} compression ${compressions[value]}`;
    if (word === 'statistics') return `${alter} statistics ${value}`;
    return `${alter} (${option})`;
  });
}

/** Knex has no word for partitions. */
export function partitionedTable(table: CatalogTable, context: BaselineContext): BaselineStep {
  const of = qualified(table, context);
  const columns = table.columns.map(
    ({ name, type, collation, default: value, nullable, generated }) =>
      [
        `  ${quoted(name, context)} ${type}`,
        collation === null ? '' : ` collate ${collation}`,
        value === null ? '' : ` default ${value}`,
        generated === null ? '' : ` generated always as (${generated.expression}) stored`,
        nullable ? '' : ' not null',
      ].join(''),
  );
  return {
    up: [
      rawStatement(
        `create table ${of} (\n${columns.join(',\n')}\n) partition by ${table.partitionBy}`,
        context,
      ),
      ...table.constraints.map((constraint) => constraintSql(constraint, table, context)),
      ...table.indexes
        .flatMap((index) => indexSql(index, table, context))
        .map((sql) => rawStatement(sql, context)),
    ],
    down: [rawStatement(`drop table ${of}`, context)],
  };
}

export function parentSql(table: CatalogTable, context: BaselineContext): string {
  const of = qualified(table, context);
  const match = /^(?<parents>.*?)(?<bounds> (?:FOR VALUES .*|DEFAULT))?$/su.exec(
    table.parents ?? '',
  )?.groups;
  const parents = match?.['parents'] ?? '';
  const bounds = match?.['bounds'];
  return bounds === undefined
    ? parents
        .split(', ')
        .map((parent) => `alter table ${of} inherit ${parent}`)
        .join(';\n')
    : `alter table ${parents} attach partition ${of}${bounds}`;
}
