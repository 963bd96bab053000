import type { Renaming } from './carry-names.ts';
import type {
  ColumnCompilerInternals,
  SchemaCompilerInternals,
  Query,
  Runner,
  TableBuilderInternals,
  TableCompilerInternals,
} from './knex-internals.ts';
import type { ConstraintReader, LiveConstraint } from './live-constraint.ts';
import type { TablePlan } from './table-plan.ts';

export type TableCompilerClass = new (...args: never[]) => TableCompilerInternals;
export type RunnerClass = new (...args: never[]) => Runner;
export type ColumnCompilerClass = new (...args: never[]) => ColumnCompilerInternals;

/** What a dialect changes in the compilers that its client makes. */
export interface CompilerMixin {
  readonly reader: ConstraintReader;
  /** Changes how statements about whole tables are compiled. */
  prepareSchema?(compiler: SchemaCompilerInternals): void;
  /** Changes how a schema builder sends its statements. */
  runner?(Base: RunnerClass): RunnerClass;
  /** Makes SQL of a text. */
  literal(text: string): string;
  table(Base: TableCompilerClass): TableCompilerClass;
  column(Base: ColumnCompilerClass): ColumnCompilerClass;
  /** Renames a column where Knex's own way does not do; names are as the migration writes them. */
  renameColumnQuery?(compiler: TableCompilerInternals, from: string, to: string): Query;
  /** Statements that give a constraint another name; undefined where the table is written anew. */
  renameSql?(
    renaming: Renaming,
    quote: (name: string) => string,
    all: readonly LiveConstraint[],
  ): readonly string[];
}

const planKey = Symbol('plan');

type Planned = TableBuilderInternals & { [planKey]?: TablePlan };

/** Hands the plan of a table to its compilers, which Knex constructs itself. */
export function attachPlan(builder: TableBuilderInternals, plan: TablePlan): void {
  (builder as Planned)[planKey] = plan;
}

/** The plan of the table that a compiler works on. */
export function planOf({ tableBuilder }: TableCompilerInternals): TablePlan {
  const plan = (tableBuilder as Planned)[planKey];
  if (plan === undefined) throw new TypeError(`${tableBuilder._tableName} was compiled unplanned`);
  return plan;
}

/** Knex's column compiler, which asks a column for those modifiers only that it has been given. */
export function frugalColumn(Base: ColumnCompilerClass): ColumnCompilerClass {
  return class extends Base {
    override getModifiers(): string {
      // Knex 3.3.0 searches a dozen by way of lodash, at a third of the cost of all its SQL.
      const given = Object.keys(this.columnBuilder._modifiers);
      this.modifiers = this.modifiers.filter((name) => given.includes(name));
      return super.getModifiers();
    }
  };
}

/** Puts the name of its check into the type of an `enu` column. */
export function nameEnumCheck(type: string, compiler: ColumnCompilerInternals): string {
  const name = planOf(compiler.tableCompiler).enumChecks.get(compiler.columnBuilder);
  return name === undefined
    ? type
    : type.replace(/^text check /u, () => `text constraint ${name.quoted} check `);
}

/** Adds a check to those that stand behind the columns of a CREATE TABLE. */
export function addTableCheck(
  compiler: TableCompilerInternals,
  predicate: string,
  quotedName: string,
): void {
  const checks = compiler.grouped.checks ?? [];
  // Knex formats it once more, which would take the backslash off a `\?`.
  const formatted = predicate.replaceAll('?', String.raw`\?`);
  compiler.grouped.checks = [...checks, { args: [formatted, undefined, quotedName] }];
}

/** Whether the columns stand within a CREATE TABLE; a copied table gets its own by ALTER TABLE. */
export function createsColumns({ method }: TableCompilerInternals): boolean {
  return method === 'create' || method === 'createIfNot';
}
