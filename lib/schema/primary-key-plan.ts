import { impliesPrimaryKey, isIncrements, nameOf } from './column-facts.ts';
import { keyNameOf } from './column-memory.ts';
import type {
  AlterStatement,
  ColumnBuilderInternals,
  TableBuilderInternals,
} from './knex-internals.ts';
import { callOf } from './call.ts';
import { optionsOf } from './statement-plan.ts';
import { listOf } from './list-of.ts';
import type { ChosenName, NamingContext, TableNamer } from './table-namer.ts';

/** What planning a primary key fills in. */
export interface KeyPlan {
  readonly namer: TableNamer;
  readonly inlinePrimaryKeys: Map<ColumnBuilderInternals, ChosenName>;
}

/**
 * Names the one primary key, whichever call asks for it.
 *
 * @param columns those whose type may make them a key
 * @param explicit the calls of `primary`
 */
export function planPrimaryKey(
  builder: TableBuilderInternals,
  columns: readonly ColumnBuilderInternals[],
  explicit: readonly AlterStatement[],
  context: NamingContext,
  plan: KeyPlan,
): void {
  const { namer } = plan;
  const { dialect } = context;
  const implied = columns.filter(
    (column) => column._method === 'add' && impliesPrimaryKey(column, dialect.name),
  );
  if (explicit.length > 1 || (explicit.length === 0 && implied.length > 1)) {
    const calls = [
      ...explicit.map(({ args }) => callOf('primary', args[0])()),
      ...(explicit.length === 0 ? implied : []).map((column) => typeCall(column)()),
    ];
    namer.report(
      'E_PRIMARY_KEY_TWICE',
      calls.join(' and '),
      'ask for a primary key each, and a table has one',
      "Name its columns in one call: table.primary(['a', 'b']).",
    );
    return;
  }

  const [statement] = explicit;
  const increments = columns.find((column) => column._method === 'add' && isIncrements(column));
  if (dialect.name === 'sqlite' && increments !== undefined) {
    planAutoincrement(increments, statement, builder, plan);
    return;
  }
  const [column] = implied;
  if (
    dialect.name === 'mysql' &&
    statement !== undefined &&
    increments !== undefined &&
    impliesPrimaryKey(increments, dialect.name) &&
    listOf(statement.args[0]).join() === nameOf(increments)
  ) {
    // It says what the column says by itself, but at the cost of its comment.
    builder._statements = builder._statements.filter((other) => other !== statement);
    return;
  }
  if (statement === undefined && column === undefined) return;
  const call = statement ?? {
    grouping: 'alterTable' as const,
    method: 'primary',
    args: [
      [column === undefined ? '' : nameOf(column)],
      column === undefined ? undefined : keyNameOf(column),
    ],
  };
  if (statement === undefined) {
    // What is a primary key by itself needs no help where that bears no name.
    const isKey = dialect.name === 'postgres' || (column !== undefined && isIncrements(column));
    const isNamed = namer.hasTemplate('pk') || call.args[1] !== undefined;
    if (isKey && !(isNamed && dialect.namesPrimaryKeys)) return;
    builder._statements.push(call);
  }
  const [keyColumns, option] = call.args;
  const { constraintName, ...rest } = optionsOf(option, 'constraintName');
  const list = [...listOf(keyColumns)];
  if (!dialect.namesPrimaryKeys) {
    // Knex 3.3.0 changes the list, and breaks on a name within an object.
    call.args = typeof constraintName === 'string' ? [list, constraintName] : [list];
    return;
  }
  const name = namer.choose('pk', constraintName, list, callOf('primary', list));
  if (name === undefined) return;
  if (dialect.name === 'postgres') call.args = [list, { ...rest, constraintName: name.raw }];
  else call.args = [list, builder._method === 'alter' ? name.text : name.raw];
}

/** SQLite: an autoincrement column is the primary key, and says so in its own definition. */
function planAutoincrement(
  increments: ColumnBuilderInternals,
  statement: AlterStatement | undefined,
  builder: TableBuilderInternals,
  { namer, inlinePrimaryKeys }: KeyPlan,
): void {
  const column = nameOf(increments);
  const [keyColumns, option] = statement?.args ?? [];
  const given = optionsOf(option, 'constraintName')['constraintName'];
  const list = listOf(keyColumns);
  const isComposite = list.length > 1 || (list.length === 1 && list[0] !== column);
  const name = namer.choose(
    'pk',
    (isComposite ? undefined : given) ?? keyNameOf(increments),
    [column],
    typeCall(increments),
  );
  if (name !== undefined) inlinePrimaryKeys.set(increments, name);
  if (statement === undefined) return;
  if (!isComposite) {
    builder._statements = builder._statements.filter((other) => other !== statement);
    return;
  }
  namer.report(
    'E_PRIMARY_KEY_AUTOINCREMENT',
    callOf('primary', list)(),
    `stands beside ${increments._type}('${column}'), which on SQLite is the primary key by itself`,
    `Write unique([${list.map((item) => `'${String(item)}'`).join(', ')}]), or make ${column} an integer.`,
  );
}

function typeCall(column: ColumnBuilderInternals): () => string {
  return () => `${column._type}('${nameOf(column)}')`;
}
