import type {
  Catalog,
  CatalogFunction,
  CatalogSequence,
  CatalogTable,
  CatalogType,
  CatalogView,
} from '../catalog/catalog.ts';
import { indexSql } from './baseline-key.ts';
import { leaveOut } from './baseline-left-out.ts';
import { orderByMention, type Mention } from './baseline-order.ts';
import { comment, earlySteps, lateSteps, steps } from './baseline-postgres-around.ts';
import { grantSteps } from './baseline-postgres-grant.ts';
import { parentSql, partitionedTable, tableExtras } from './baseline-postgres-table.ts';
import { aggregateSql, typeSql } from './baseline-postgres-type.ts';
import { numberingOf, tableCode } from './baseline-table.ts';
import { qualified, quoted, type BaselineContext, type BaselineStep } from './baseline-script.ts';

/** Writes all that a PostgreSQL database holds, in an order that works. */
export function postgresSteps(catalog: Catalog, context: BaselineContext): BaselineStep[] {
  const name = (of: { readonly schema: string | null; readonly name: string }): string =>
    qualified(of, context);
  const sql = steps(context);
  const tables = catalog.tables.filter(({ kind }) => kind !== 'foreign table');
  for (const { kind, name: foreign } of catalog.tables) {
    if (kind === 'foreign table') leaveOut(context, `foreign table ${foreign}`, 'needs a server');
  }
  const made = new Set<string>();
  const later: BaselineStep[] = [];
  const written = {
    type: (type: CatalogType): BaselineStep => {
      const word = type.kind === 'domain' ? 'domain' : 'type';
      const what = `${word} ${name(type)}`;
      return sql(
        [`create ${what} as ${typeSql(type)}`, comment(what, type.comment)],
        [`drop ${what}`],
      );
    },
    sequence: (sequence: CatalogSequence): BaselineStep =>
      sql(
        [
          `create sequence ${name(sequence)} as ${sequence.type} increment ${sequence.increment} minvalue ${sequence.min} maxvalue ${sequence.max} start ${sequence.start} cache ${sequence.cache}${sequence.cycle ? ' cycle' : ''}`,
          comment(`sequence ${name(sequence)}`, sequence.comment),
        ],
        // One that is owned went with its table.
        [`drop sequence if exists ${name(sequence)}`],
      ),
    function: (each: CatalogFunction): BaselineStep => {
      const what = `${each.kind} ${name(each)}(${each.arguments})`;
      return sql(
        [
          each.kind === 'aggregate'
            ? `create ${what} (${aggregateSql(each.definition)})`
            : each.definition.trimEnd(),
          comment(what, each.comment),
        ],
        [`drop ${what}`],
      );
    },
    table: (table: CatalogTable): BaselineStep => {
      const code =
        table.partitionBy === null
          ? tableCode(table, catalog, context, (key) => {
              const referred = JSON.stringify([key.referredSchema, key.referredTable]);
              return made.has(referred) || referred === JSON.stringify([table.schema, table.name]);
            })
          : { table: partitionedTable(table, context), later: { up: [], down: [] } };
      made.add(JSON.stringify([table.schema, table.name]));
      later.push(code.later);
      const extras = sql(tableExtras(table, context), []);
      return { up: [...code.table.up, ...extras.up], down: code.table.down };
    },
    view: (view: CatalogView): BaselineStep => {
      const what = `${view.kind} ${name(view)}`;
      const options = view.options === null ? '' : ` with (${view.options})`;
      return sql(
        [
          `create ${what}${options} as\n${view.definition.replace(/;\s*$/u, '')}`,
          comment(what, view.comment),
          ...view.columns.map((column) =>
            comment(`column ${name(view)}.${quoted(column.name, context)}`, column.comment),
          ),
          ...view.indexes.flatMap((index) => indexSql(index, view, context)),
        ],
        [`drop ${what}`],
      );
    },
  };

  const mention = <T extends { readonly name: string }>(
    items: readonly T[],
    write: (item: T) => BaselineStep,
    textOf: (item: T) => string,
  ): Mention<() => BaselineStep>[] =>
    items.map((item) => ({ item: () => write(item), name: item.name, text: textOf(item) }));
  const serials = new Set(serialSequences(catalog));
  const sequences = catalog.sequences.filter((sequence) => !serials.has(sequence));
  const objects = orderByMention([
    ...mention(catalog.types, written.type, ({ definition }) => definition ?? ''),
    ...mention(sequences, written.sequence, () => ''),
    ...mention(catalog.functions, written.function, signatureOf),
    ...mention(tables, written.table, textOfTable),
    ...mention(catalog.views, written.view, ({ definition }) => definition),
  ]).map((write) => write());

  return [
    ...earlySteps(catalog, context),
    // Bodies may speak of what comes later; what they mean is looked up when they are called.
    ...(catalog.functions.length === 0 ? [] : [sql(['set local check_function_bodies = off'], [])]),
    ...objects,
    ...later,
    ...tables
      .filter(({ parents }) => parents !== null)
      .map((table) => sql([parentSql(table, context)], [])),
    ...sequences
      .filter(({ ownedBy }) => ownedBy !== null)
      .map((sequence) => {
        const { schema = null, table = '', column = '' } = sequence.ownedBy ?? {};
        const owner = `${qualified({ schema, name: table }, context)}.${quoted(column, context)}`;
        return sql([`alter sequence ${name(sequence)} owned by ${owner}`], []);
      }),
    ...lateSteps(catalog, context),
    ...grantSteps(catalog, context),
  ];
}

/** What `increments` brings along. */
function serialSequences({ tables, ...catalog }: Catalog): CatalogSequence[] {
  return tables.flatMap((table) =>
    table.columns.flatMap((column) =>
      numberingOf(column, table, { ...catalog, tables }) === undefined
        ? []
        : catalog.sequences.filter(
            ({ ownedBy }) =>
              ownedBy?.schema === table.schema &&
              ownedBy.table === table.name &&
              ownedBy.column === column.name,
          ),
    ),
  );
}

/** The body of a function is not looked at when it is made, but for one that BEGIN ATOMIC parses. */
function signatureOf({ kind, definition, arguments: types }: CatalogFunction): string {
  if (kind === 'aggregate' || /\bBEGIN ATOMIC\b/u.test(definition)) return `${definition} ${types}`;
  return definition.replace(/\bAS \$[\s\S]*$/u, '');
}

function textOfTable({ name, columns, constraints, indexes, parents }: CatalogTable): string {
  const own = [
    ...columns.flatMap(({ type, default: value, generated, collation }) => [
      type,
      value,
      generated?.expression,
      collation,
    ]),
    ...constraints.flatMap(({ kind, definition }) => (kind === 'fk' ? [] : definition)),
    ...constraints.map(({ referredTable }) => referredTable),
    ...indexes.map(({ definition }) => definition),
    parents,
  ].filter((text) => typeof text === 'string');
  // Columns of the name of another table are no mention, but put it first, which does no harm.
  return own.join(' ').replaceAll(new RegExp(`\\b${name.replaceAll(/\W/gu, '.')}\\b`, 'gu'), ' ');
}
