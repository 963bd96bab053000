import { faultOfText } from '../comment/comment-text.ts';
import { isRecord } from '../is-record.ts';
import { nameOf } from './column-facts.ts';
import type { ColumnBuilderInternals } from './knex-internals.ts';
import { LiteralDefault } from './sql-literal.ts';
import type { NamingContext, TableNamer } from './table-namer.ts';

/** What Knex 3.3.0 escapes as not every database and session reads it, or takes for a placeholder. */
// oxlint-disable-next-line no-control-regex -- those are what it is about
const special = /['"\\?\u0000-\u001F]|\p{Surrogate}/u;

/** Makes sure that a default is stored as it is written. */
export function planDefault(
  column: ColumnBuilderInternals,
  { literal }: NamingContext,
  namer: TableNamer,
): void {
  const value = column._modifiers['defaultTo']?.[0];
  const isJson = /^jsonb?$/u.test(column._type) && isRecord(value) && !('isRawInstance' in value);
  const text = isJson ? JSON.stringify(value) : value;
  // Of a boolean Knex looks at the value only.
  if (typeof text !== 'string' || column._type === 'bool' || !special.test(text)) return;
  const fault = faultOfText(text);
  if (fault === undefined) {
    column._modifiers['defaultTo'] = [new LiteralDefault(literal(text), isJson)];
  } else {
    namer.report(
      'E_DEFAULT_TEXT',
      `${nameOf(column)}.defaultTo()`,
      `has a text that ${fault.what}`,
      fault.repair,
    );
  }
}

/** Refuses values of an `enu` that no database can hold. */
export function refuseEnumValues(column: ColumnBuilderInternals, namer: TableNamer): void {
  const values: unknown = column._args[1];
  if (!Array.isArray(values)) return;
  for (const value of values) {
    const fault = faultOfText(String(value));
    if (fault === undefined) continue;
    namer.report(
      'E_ENUM_TEXT',
      `enu('${nameOf(column)}')`,
      `has a value that ${fault.what}`,
      fault.repair,
    );
  }
}
