import { checkKinds, type CheckKind } from './check-kind.ts';
import { isNativeEnum, nameOf } from './column-facts.ts';
import { inlineConstraintOf } from './inline-constraint.ts';
import type { ColumnBuilderInternals } from './knex-internals.ts';
import { refuseEnumValues } from './text-plan.ts';
import type { ChosenName, NamingContext, TableNamer } from './table-namer.ts';

/** What planning columns fills in. */
export interface ColumnPlan {
  readonly namer: TableNamer;
  readonly enumChecks: Map<ColumnBuilderInternals, ChosenName>;
}

/** Names the checks of a column that bears some. */
export function planChecks(
  column: ColumnBuilderInternals,
  { dialect }: NamingContext,
  namer: TableNamer,
): void {
  const columnName = nameOf(column);
  if ('check' in column._modifiers) {
    namer.report(
      'E_COLUMN_CHECK',
      `${columnName}.check()`,
      'is a method that Knex has, but cannot compile',
      "Write table.check('price > ?', [0], 'price_positive').",
    );
  }
  for (const kind of checkKinds) {
    const args = column._modifiers[kind.method];
    if (args === undefined) continue;
    const call = (): string => `${columnName}.${kind.method}()`;
    if (column._method === 'alter' && !dialect.addsColumnChecks) {
      namer.report(
        'E_CHECK_ALTER',
        `${call()}.alter()`,
        `cannot be added to a column that is there: Knex has no way to on ${dialect.name}`,
        `Write table.check('…', [], '${columnName}_${kind.suffix}').`,
      );
      continue;
    }
    const name = namer.choose(
      'ck',
      args[kind.nameAt] ?? automaticName(columnName, kind, namer),
      [columnName],
      call,
    );
    if (name !== undefined)
      column._modifiers[kind.method] = withArgument(args, kind.nameAt, name.quoted);
  }
}

/** Names what the type of a column brings along, or refuses what it hides. */
export function planType(
  column: ColumnBuilderInternals,
  context: NamingContext,
  plan: ColumnPlan,
): void {
  const { dialect } = context;
  if (column._type === 'enu') refuseEnumValues(column, plan.namer);
  if (column._type === 'specificType') refuseInlineConstraint(column, plan.namer);
  else if (
    column._type === 'enu' &&
    dialect.checksEnums &&
    !(dialect.hasEnumTypes && isNativeEnum(column))
  ) {
    planEnum(column, plan);
  }
}

function planEnum(column: ColumnBuilderInternals, { namer, enumChecks }: ColumnPlan): void {
  const columnName = nameOf(column);
  const call = (): string => `enu('${columnName}')`;
  if (column._method === 'alter') {
    namer.report(
      'E_ENUM_ALTER',
      `${call()}.alter()`,
      'cannot change the check of an enum (Knex sends invalid SQL, or keeps both checks)',
      `Write table.dropChecks('${columnName}_enum'), then table.check('${columnName} in (…)', [], '${columnName}_enum').`,
    );
    return;
  }
  const name = namer.choose(
    'ck',
    automaticName(columnName, { suffix: 'enum' }, namer),
    [columnName],
    call,
  );
  if (name !== undefined) enumChecks.set(column, name);
}

function refuseInlineConstraint(column: ColumnBuilderInternals, namer: TableNamer): void {
  const columnName = nameOf(column);
  const kind = inlineConstraintOf(String(column._args[1] ?? ''));
  if (kind !== undefined && namer.hasTemplate(kind.kind)) {
    namer.report(
      'E_INLINE_CONSTRAINT',
      `specificType('${columnName}')`,
      `holds "${kind.text}" within its SQL, where no convention can name it`,
      `Write ${kind.repair}, or name it there: constraint … ${kind.text}.`,
    );
  }
}

function automaticName(
  column: string,
  { suffix }: Pick<CheckKind, 'suffix'>,
  namer: TableNamer,
): string | undefined {
  return namer.namesChecksByName ? `${namer.storedColumn(column)}_${suffix}` : undefined;
}

function withArgument(args: readonly unknown[], index: number, value: unknown): unknown[] {
  const copy = Array.from({ length: Math.max(args.length, index + 1) }, (_, at) => args[at]);
  copy[index] = value;
  return copy;
}
