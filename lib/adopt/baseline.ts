import { dialectNamed } from '../dialect/dialect-of.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Problem } from '../errors.ts';
import type { ModuleSyntax } from '../make/migration-text.ts';
import type { ConventionsConfig } from '../schema/conventions.ts';
import { mysqlSteps } from './baseline-mysql.ts';
import { postgresSteps } from './baseline-postgres.ts';
import { codeText } from '../code-text.ts';
import type { BaselineContext, BaselineStep } from './baseline-script.ts';
import { sqliteSteps } from './baseline-sqlite.ts';

export interface BaselineOptions {
  /** Conventions that the baseline will run under; undefined for plain Knex. */
  readonly config: ConventionsConfig | undefined;
  /** Recorded names of the migrations that it stands for. */
  readonly replaces: readonly string[];
  /** PostgreSQL: the schema of Knex's own tables, which is there before any migration. */
  readonly schemaName?: string | undefined;
  /** Table that keeps the rows of replaced migrations where the baseline was not run itself. */
  readonly backup?: string;
  /** SQLite: texts of views and triggers as they were written, by `view name`, `trigger name`. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** A baseline as code. */
export interface Baseline {
  /** What stands below the header of its file. */
  readonly body: (syntax: ModuleSyntax) => string;
  /** What the database holds and the baseline does not make. */
  readonly leftOut: readonly Problem[];
}

/**
 * Writes the migration that makes a whole schema: calls of Knex where they say just what is there,
 * SQL elsewhere. It is the work of all migrations that it replaces.
 */
export function writeBaseline(
  catalog: Catalog,
  { config, replaces, backup, schemaName, texts = new Map() }: BaselineOptions,
): Baseline {
  const context: BaselineContext = {
    dialect: dialectNamed(catalog.dialect),
    config,
    schema: catalog.dialect === 'postgres' ? 'public' : null,
    imports: new Set(),
    leftOut: [],
  };
  const schemas = catalog.schemas.filter(({ name }) => name !== schemaName);
  const steps = stepsOf({ ...catalog, schemas }, texts, context);
  const up = steps.flatMap((step) => step.up);
  const down = [
    ...(backup === undefined ? [] : [guardCode(backup, schemaName)]),
    ...steps.toReversed().flatMap((step) => step.down),
  ];
  const imports = [...context.imports].toSorted();
  return {
    body: (syntax) =>
      [
        ...importLines(imports, syntax),
        ...direction('up', up, syntax),
        ...direction('down', down, syntax),
        ...replacesLines(replaces, syntax),
        '',
      ].join('\n'),
    leftOut: context.leftOut,
  };
}

function stepsOf(
  catalog: Catalog,
  texts: ReadonlyMap<string, string>,
  context: BaselineContext,
): BaselineStep[] {
  if (catalog.dialect === 'postgres') return postgresSteps(catalog, context);
  return catalog.dialect === 'mysql'
    ? mysqlSteps(catalog, context)
    : sqliteSteps(catalog, texts, context);
}

/** A rollback must not empty a database that was there before the baseline. */
function guardCode(backup: string, schemaName: string | undefined): string {
  const schema =
    schemaName === undefined ? 'knex.schema' : `knex.schema.withSchema(${codeText(schemaName)})`;
  return [
    `if (await ${schema}.hasTable(${codeText(backup)})) {`,
    "  throw new Error('This database is older than its baseline: knex-stairway adopt --baseline --undo');",
    '}',
  ].join('\n');
}

function importLines(imports: readonly string[], syntax: ModuleSyntax): string[] {
  const names = imports.join(', ');
  const own =
    syntax === 'commonjs'
      ? `const { ${names} } = require('knex-stairway');`
      : `import { ${names} } from 'knex-stairway';`;
  const lines = [
    ...(syntax === 'typescript' ? ["import type { Knex } from 'knex';"] : []),
    ...(imports.length === 0 ? [] : [own]),
  ];
  if (lines.length > 0) lines.push('');
  if (imports.includes('uncommented')) {
    lines.push("const asItWas = uncommented('had no comment when the baseline was written');", '');
  }
  return lines;
}

function direction(
  name: 'up' | 'down',
  statements: readonly string[],
  syntax: ModuleSyntax,
): string[] {
  const head = {
    typescript: `export async function ${name}(knex: Knex): Promise<void> {`,
    esm: `export async function ${name}(knex) {`,
    commonjs: `exports.${name} = async function ${name}(knex) {`,
  }[syntax];
  return [
    ...(syntax === 'typescript' ? [] : ["/** @param {import('knex').Knex} knex */"]),
    head,
    ...statements.map(indent),
    syntax === 'commonjs' ? '};' : '}',
    '',
  ];
}

/** Two blanks before each line, but for those within a template: they belong to its SQL. */
function indent(statement: string): string {
  let isText = false;
  const lines = statement.split('\n').map((line) => {
    const indented = isText ? line : `  ${line}`;
    if (line.replaceAll('\\`', '').split('`').length % 2 === 0) isText = !isText;
    return indented;
  });
  return lines.join('\n');
}

function replacesLines(replaces: readonly string[], syntax: ModuleSyntax): string[] {
  const declaration = {
    typescript: 'export const replaces: readonly string[] = [',
    esm: 'export const replaces = [',
    commonjs: 'exports.replaces = [',
  }[syntax];
  return [
    '/** What it stands for: a database that has run these has all of it. */',
    declaration,
    ...replaces.map((name) => `  ${codeText(name)},`),
    '];',
  ];
}
