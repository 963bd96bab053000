import { VerbatimName } from '../naming/verbatim.ts';
import { callOf, checkCall } from './call.ts';
import { isRecord } from '../is-record.ts';
import type { AlterStatement, ForeignData, TableBuilderInternals } from './knex-internals.ts';
import { boundPredicate, refusePredicate } from './predicate.ts';
import { listOf } from './list-of.ts';
import type { NamingContext, TableNamer } from './table-namer.ts';

/** Names what one call to a table method makes or drops, by putting a name into its arguments. */
export type Planner = (
  statement: AlterStatement,
  namer: TableNamer,
  context: NamingContext,
  builder: TableBuilderInternals,
) => void;

/** Planners by the method of Knex's table builder. */
export const statementPlanners: Readonly<Record<string, Planner>> = {
  unique(statement, namer, context) {
    const [columns, option] = statement.args;
    const { indexName, ...rest } = optionsOf(option, 'indexName');
    const call = callOf('unique', columns);
    refusePredicate(rest['predicate'], call, namer, context);
    const name = namer.choose('uq', indexName, columns, call);
    const options = { ...rest, ...boundPredicate(rest['predicate'], context) };
    if (name !== undefined) statement.args = [columns, { ...options, indexName: name.raw }];
  },

  index(statement, namer, context) {
    const [columns, given, option] = statement.args;
    const options: Record<string, unknown> = isRecord(option) ? option : { indexType: option };
    const type = String(options['indexType'] ?? '').toLowerCase();
    const call = callOf('index', columns);
    refusePredicate(options['predicate'], call, namer, context);
    if (type === 'unique' && !context.dialect.typesIndexes) {
      namer.report(
        'E_INDEX_TYPE',
        call(),
        `shall be unique by its indexType, which Knex drops silently on ${context.dialect.name}`,
        `Write table.unique([${listOf(columns)
          .map((column) => `'${String(column)}'`)
          .join(', ')}]).`,
      );
      return;
    }
    const name = namer.choose(type === 'unique' ? 'uq' : 'ix', given, columns, call);
    const bound = isRecord(option)
      ? { ...option, ...boundPredicate(option['predicate'], context) }
      : option;
    if (name !== undefined) statement.args = [columns, name.raw, bound];
  },

  foreign(statement, namer, context, builder) {
    const data = statement.args[0] as ForeignData;
    const columns = listOf(data.column);
    const call = callOf('foreign', columns);
    if (typeof data.inTable !== 'string' || data.references === undefined) {
      namer.report(
        'E_FOREIGN_KEY_TABLE',
        call(),
        'names no table that it refers to, and Knex would drop it silently',
        "Add .references('id').inTable('user').",
      );
      return;
    }
    const name = namer.choose('fk', data.keyName, columns, call, {
      table: data.inTable,
      columns: data.references,
    });
    if (name === undefined) return;
    const isRewrite = context.dialect.rebuildsTables && builder._method === 'alter';
    data.keyName = isRewrite ? name.text : name.raw;
  },

  check(statement, namer, context) {
    const [sql, bindings, given] = statement.args;
    const name = namer.choose('ck', given, [], () => checkCall(sql));
    // Knex 3.3.0 passes the bindings of an added check over.
    const text =
      listOf(bindings).length > 0 ? String(context.client.raw(String(sql), bindings)) : sql;
    if (name !== undefined) statement.args = [text, undefined, name.quoted];
  },

  dropPrimary: dropPlanner('pk', 'dropPrimary'),
  dropUnique: dropPlanner('uq', 'dropUnique'),
  dropIndex: dropPlanner('ix', 'dropIndex'),
  // These ask the database for the name.
  dropForeign: ({ args: [columns] }, namer) => namer.releaseForeign(columns),
  dropForeignIfExists: ({ args: [columns] }, namer) => namer.releaseForeign(columns),
  dropColumn: ({ args }, namer) => namer.releaseColumns(args.flat()),

  dropChecks(statement, namer) {
    const names = statement.args.flat();
    statement.args = [
      names.map((given) => {
        const name = namer.find('ck', given, [], () => `dropChecks('${String(given)}')`);
        return name?.quoted ?? given;
      }),
    ];
  },
};

function dropPlanner(kind: 'pk' | 'uq' | 'ix', method: string): Planner {
  return (statement, namer, { dialect }) => {
    const [first, second] = statement.args;
    const [columns, given] = kind === 'pk' ? [[], first] : [first, second];
    if (kind === 'pk' && (!dialect.namesPrimaryKeys || dialect.rebuildsTables)) return;
    const call = callOf(method, columns);
    const name = namer.find(kind, given, columns, call);
    if (name !== undefined) statement.args = kind === 'pk' ? [name.raw] : [columns, name.raw];
  };
}

/** Takes options that may be written as a name only. */
export function optionsOf(option: unknown, key: string): Record<string, unknown> {
  return isRecord(option) && !(option instanceof VerbatimName) ? option : { [key]: option };
}
