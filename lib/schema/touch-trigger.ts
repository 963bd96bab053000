import type { Dialect } from '../dialect/dialect.ts';
import { cutName } from '../naming/cut-name.ts';
import type { Query, Statement, TableBuilderInternals } from './knex-internals.ts';
import { storedBy, storedTable } from './stored-table.ts';

/**
 * A touch trigger keeps the time of the last update in a column. Its name says whose it is, so that
 * drops and renames of the table find it, and no trigger of the project is taken for one.
 */
export const touchPrefix = 'stairway_touch__';

/** Names a touch trigger, or its function, by what it belongs to. */
export function touchName(dialect: Dialect, ...parts: readonly string[]): string {
  return cutName(`${touchPrefix}${parts.join('__')}`, dialect.identifierLimit);
}

/** A column of a table that is being described, as the database stores its names. */
export interface TouchedColumn {
  readonly schema: string | undefined;
  readonly table: string;
  readonly column: string;
  /** Whether the table may be there already, and its trigger with it. */
  readonly ifNotExists: boolean;
  quote(name: string): string;
}

/** Takes the names of a table builder and of a column past the mapper of the project. */
export function touchedColumn(builder: TableBuilderInternals, column: string): TouchedColumn {
  const { client } = builder;
  const stored = storedBy(client, builder);
  const { schema, name } = storedTable(builder._tableName, builder._schemaName, stored);
  return {
    schema,
    table: name,
    column: stored(column),
    ifNotExists: builder._method === 'createIfNot',
    quote: (text) => client.wrapIdentifierImpl(text),
  };
}

/** Quotes a name, with its schema where it has one. */
export function quoteIn({ schema, quote }: TouchedColumn, name: string): string {
  return [...(schema === undefined ? [] : [schema]), name].map(quote).join('.');
}

const last = new WeakSet<Statement>();

/** Has a table send a statement behind its own; plain Knex does so as well. */
export function pushStatement(builder: TableBuilderInternals, query: Query): Statement {
  const statement: Statement = { grouping: 'alterTable', method: 'pushQuery', args: [query] };
  builder._statements.push(statement);
  return statement;
}

/** Has a table send statements behind all that was described so far. */
export function pushTriggerStatements(
  builder: TableBuilderInternals,
  statements: readonly string[],
): void {
  for (const sql of statements) last.add(pushStatement(builder, { sql, bindings: [] }));
}

/**
 * Moves triggers behind what was described after them: where plain Knex builds a table of SQLite anew
 * for a key, it loses the triggers that are there.
 */
export function moveTriggersLast(builder: TableBuilderInternals): void {
  const isLast = (statement: Statement): boolean => last.has(statement);
  builder._statements = [
    ...builder._statements.filter((statement) => !isLast(statement)),
    ...builder._statements.filter(isLast),
  ];
}
