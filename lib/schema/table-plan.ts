import { mayBearConstraint } from './column-facts.ts';
import { bearsCheck } from './column-memory.ts';
import { planChecks, planType } from './column-plan.ts';
import { planComments, type CommentPlan } from './comment-plan.ts';
import type {
  AlterStatement,
  ColumnBuilderInternals,
  TableBuilderInternals,
} from './knex-internals.ts';
import { planPrimaryKey } from './primary-key-plan.ts';
import { checkCall } from './call.ts';
import { statementPlanners } from './statement-plan.ts';
import { planDefault } from './text-plan.ts';
import { TableNamer, type ChosenName, type NamingContext } from './table-namer.ts';

/** Names that Knex has no argument for; the compilers put them in. */
export interface TablePlan {
  /** Names of the checks of `enu` columns. */
  readonly enumChecks: ReadonlyMap<ColumnBuilderInternals, ChosenName>;
  /** Names of primary keys that must stand in the definition of their column. */
  readonly inlinePrimaryKeys: ReadonlyMap<ColumnBuilderInternals, ChosenName>;
  readonly namer: TableNamer;
  readonly comments: CommentPlan;
}

/**
 * Names everything in a table that its callback has described, by putting names into the arguments
 * of Knex's own statements; what cannot be named is reported to the scope.
 *
 * The statements are fresh: Knex runs the callback at every compilation.
 */
export function planTable(builder: TableBuilderInternals, context: NamingContext): TablePlan {
  const namer = new TableNamer(builder, context);
  const enumChecks = new Map<ColumnBuilderInternals, ChosenName>();
  const inlinePrimaryKeys = new Map<ColumnBuilderInternals, ChosenName>();
  const comments = planComments(builder, context, namer);
  const plan = { enumChecks, inlinePrimaryKeys, namer, comments };
  const bearing: ColumnBuilderInternals[] = [];
  const keys: AlterStatement[] = [];
  for (const statement of builder._statements) {
    if (statement.grouping === 'columns') {
      const column = statement.builder;
      if (mayBearConstraint(column)) bearing.push(column);
      if (bearsCheck(column)) planChecks(column, context, namer);
      if ('defaultTo' in column._modifiers) planDefault(column, context, namer);
    } else if (statement.grouping === 'alterTable' && statement.method === 'primary') {
      keys.push(statement);
    }
  }
  planPrimaryKey(builder, bearing, keys, context, plan);
  for (const column of bearing) planType(column, context, plan);
  for (const statement of builder._statements) {
    if (statement.grouping === 'alterTable') {
      statementPlanners[statement.method]?.(statement, namer, context, builder);
    } else if (statement.grouping === 'checks') {
      const [sql, bindings, given] = statement.args;
      const name = namer.choose('ck', given, [], () => checkCall(sql));
      if (name !== undefined) statement.args = [sql, bindings, name.quoted];
    }
  }
  return plan;
}
