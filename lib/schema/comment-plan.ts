import { requiresComment, type CommentConfig } from '../comment/comment-policy.ts';
import { faultOfComment, faultOfText } from '../comment/comment-text.ts';
import { Uncommented } from '../comment/uncommented.ts';
import { nameOf } from './column-facts.ts';
import type {
  AlterStatement,
  ColumnBuilderInternals,
  TableBuilderInternals,
} from './knex-internals.ts';
import { reportMissingOfColumn, reportMissingOfTable } from './missing-comment.ts';
import type { NamingContext, TableNamer } from './table-namer.ts';

/** The comments of one table, settled; an empty text takes a comment away. */
export interface CommentPlan {
  readonly config: CommentConfig | undefined;
  readonly table: string | undefined;
  /** Of columns that are created, added or altered, by their names as they are stored. */
  readonly columns: ReadonlyMap<string, string>;
}

/**
 * Settles the comments of a table: each modifier becomes a text, or goes away; what the policy asks
 * for and is not there is reported, as is a text that would not come back as it was.
 */
export function planComments(
  builder: TableBuilderInternals,
  context: NamingContext,
  namer: TableNamer,
): CommentPlan {
  const { comments: config } = context;
  const columns = new Map<string, string>();
  const isNew = builder._method !== 'alter';
  const table = planText(builder._single['comment'], 'table', undefined, isNew, context, namer);
  if (isNew && table === undefined && requiresComment(config, namer.table)) {
    reportMissingOfTable(builder, namer);
  }
  if (typeof table === 'string') builder._single['comment'] = table;
  else delete builder._single['comment'];

  takeCommentsOfColumns(builder, namer);
  for (const statement of builder._statements) {
    if (statement.grouping === 'columns') {
      planColumn(statement.builder, context, namer, columns);
    } else if (statement.grouping === 'alterTable' && statement.method === 'commentColumn') {
      planChange(statement, context, namer);
    }
  }
  return { config, table: table ?? undefined, columns };
}

/** Hands comments of `commentColumn` to the columns of the same callback. */
function takeCommentsOfColumns(builder: TableBuilderInternals, namer: TableNamer): void {
  const isChange = (statement: TableBuilderInternals['_statements'][number]): boolean =>
    statement.grouping === 'alterTable' && statement.method === 'commentColumn';
  if (!builder._statements.some(isChange)) return;
  builder._statements = builder._statements.filter((statement) => {
    if (!isChange(statement)) return true;
    const [column, text] = (statement as AlterStatement).args;
    const own = builder._statements.find(
      (other) => other.grouping === 'columns' && nameOf(other.builder) === column,
    );
    if (own?.grouping === 'columns') own.builder._modifiers['comment'] = [text];
    // What a copied table has, the database knows.
    else if (builder._method === 'alter' || builder._method === 'createLike') return true;
    else {
      namer.report(
        'E_COMMENT_COLUMN',
        `commentColumn('${String(column)}')`,
        'is of a column that the table does not have',
        'Describe the column in the same callback, or correct its name.',
      );
    }
    return false;
  });
}

function planColumn(
  column: ColumnBuilderInternals,
  context: NamingContext,
  namer: TableNamer,
  columns: Map<string, string>,
): void {
  const name = nameOf(column);
  const isNew = column._method === 'add';
  const stored = namer.storedColumn(name);
  const given = column._modifiers['comment']?.[0];
  const text = planText(given, 'column', name, isNew, context, namer);
  if (typeof text !== 'string') {
    if (isNew && text === undefined && requiresComment(context.comments, namer.table, stored)) {
      reportMissingOfColumn(column, stored, namer);
    }
    if ('comment' in column._modifiers) delete column._modifiers['comment'];
    return;
  }
  column._modifiers['comment'] = [text];
  columns.set(stored, text);
}

function planChange(statement: AlterStatement, context: NamingContext, namer: TableNamer): void {
  const [column, given] = statement.args;
  const name = String(column);
  statement.args = [name, planText(given, 'column', name, false, context, namer) ?? ''];
}

/**
 * Takes what was given as a comment.
 *
 * @returns undefined where there is none, null where that is meant or reported, an empty text where
 * one is taken away from what is there
 */
function planText(
  given: unknown,
  of: 'table' | 'column',
  column: string | undefined,
  isNew: boolean,
  context: NamingContext,
  namer: TableNamer,
): string | null | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'string' || given.trim() === '') {
    return planNoText(given, of, column, isNew, context, namer);
  }
  const fault = faultOfComment(given, of, context.dialect);
  // Without a policy it is left to the database, but for what cannot stand in a statement.
  if (fault !== undefined && (context.comments !== undefined || faultOfText(given) !== undefined)) {
    namer.report(fault.code, column ?? '', fault.what, fault.repair);
  }
  return given;
}

/** Takes a blank, null or what else stands in the place of a text, as `planText` returns it. */
function planNoText(
  given: unknown,
  of: 'table' | 'column',
  column: string | undefined,
  isNew: boolean,
  { comments: config }: NamingContext,
  namer: TableNamer,
): string | null | undefined {
  const call = column === undefined ? 'comment()' : `${column}.comment()`;
  if (given instanceof Uncommented) {
    if (given.reason.trim() === '') {
      const what = 'is uncommented without a reason';
      namer.report('E_COMMENT_REASON', call, what, "Say why: .comment(uncommented('…')).");
    }
    return isNew ? null : '';
  }
  if (typeof given !== 'string' && given !== null) {
    namer.report(
      'E_COMMENT_TYPE',
      call,
      `is given a value of the type ${typeof given}`,
      'Write a text.',
    );
    return isNew ? null : '';
  }
  const isRequired = requiresComment(config, namer.table, namer.storedColumn(column));
  // Reported as missing by whoever asked.
  if (isNew) return isRequired || given === null ? undefined : given;
  if (isRequired) {
    namer.report(
      'E_COMMENT_MISSING',
      call,
      'would take the comment away',
      `Write what the ${of} holds, or .comment(uncommented('why')).`,
    );
  }
  return '';
}
