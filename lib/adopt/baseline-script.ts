import { codeText } from '../code-text.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { Problem } from '../errors.ts';
import type { ConventionsConfig } from '../schema/conventions.ts';

/** One object of a schema as code: statements that make it, and those that take it away. */
export interface BaselineStep {
  readonly up: readonly string[];
  /** Run behind the `down` of all later steps. */
  readonly down: readonly string[];
}

/** What the code of a baseline is written for. */
export interface BaselineContext {
  readonly dialect: Dialect;
  /** The conventions that the baseline will run under; undefined for plain Knex. */
  readonly config: ConventionsConfig | undefined;
  /** Where unqualified names lead to. */
  readonly schema: string | null;
  /** Names that the code takes from knex-stairway. */
  readonly imports: Set<'commentColumn' | 'uncommented' | 'verbatim'>;
  /** What has no place in a migration. */
  readonly leftOut: Problem[];
}

/** A list of texts as a literal of JavaScript. */
export function codeList(texts: readonly string[]): string {
  return `[${texts.map(codeText).join(', ')}]`;
}

/** SQL past Knex, which on PostgreSQL takes a question mark for a binding. */
export function bindingless(sql: string, { dialect }: BaselineContext): string {
  return dialect.name === 'postgres' ? sql.replaceAll('?', String.raw`\?`) : sql;
}

/** SQL as an expression. */
export function rawCode(sql: string, context: BaselineContext): string {
  return `knex.raw(${codeText(bindingless(sql, context))})`;
}

/** SQL as a statement. */
export function rawStatement(sql: string, context: BaselineContext): string {
  return `await ${rawCode(sql, context)};`;
}

/** A step of SQL. */
export function sqlStep(
  up: readonly string[],
  down: readonly string[],
  context: BaselineContext,
): BaselineStep {
  const codeOf = (sql: string): string => rawStatement(sql, context);
  return { up: up.map(codeOf), down: down.map(codeOf) };
}

/** A name in SQL. */
export function quoted(name: string, { dialect }: BaselineContext): string {
  return dialect.name === 'mysql'
    ? `\`${name.replaceAll('`', '``')}\``
    : `"${name.replaceAll('"', '""')}"`;
}

/** A name in SQL, with its schema where it has one. */
export function qualified(
  { schema, name }: { readonly schema: string | null; readonly name: string },
  context: BaselineContext,
): string {
  return schema === null
    ? quoted(name, context)
    : `${quoted(schema, context)}.${quoted(name, context)}`;
}

/** The schema builder in which a table is made. */
export function schemaCode(schema: string | null, context: BaselineContext): string {
  return schema === null || schema === context.schema
    ? 'knex.schema'
    : `knex.schema.withSchema(${codeText(schema)})`;
}
