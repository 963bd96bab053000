import { isAutomatic } from './column-memory.ts';
import type { ColumnBuilderInternals, TableBuilderInternals } from './knex-internals.ts';
import { qualified } from './naming-scope.ts';
import type { TableNamer } from './table-namer.ts';

/** Reports that a table bears no comment. */
export function reportMissingOfTable(builder: TableBuilderInternals, namer: TableNamer): void {
  const { _method, _tableName, _tableNameLike } = builder;
  const call =
    _method === 'createLike'
      ? `table.comment('…') in createTableLike('${_tableName}', '${String(_tableNameLike)}', (table) => { … })`
      : "table.comment('…')";
  report(namer, undefined, call);
}

/**
 * Reports that a column bears no comment.
 *
 * @param stored its name as it is stored
 */
export function reportMissingOfColumn(
  column: ColumnBuilderInternals,
  stored: string,
  namer: TableNamer,
): void {
  report(namer, stored, callOfColumn(column));
}

function report(namer: TableNamer, column: string | undefined, call: string): void {
  const exception = [qualified(namer.table), ...(column === undefined ? [] : [column])].join('.');
  namer.report(
    'E_COMMENT_MISSING',
    column ?? '',
    'has no comment',
    `Add ${call}, or uncommented('why') in place of the text, or list '${exception}' in comments.except.`,
  );
}

/** Knex's words for types that have another in its methods. */
const methods: Readonly<Record<string, string>> = {
  varchar: 'string',
  bool: 'boolean',
  floating: 'float',
};

function callOfColumn(column: ColumnBuilderInternals): string {
  const [given] = column._args;
  // There is no call to add a comment to.
  if (isAutomatic(column)) return `commentColumn(table, '${String(given)}', '…')`;
  const method = methods[column._type] ?? column._type;
  const rest = column._args.length > 1 ? ', …' : '';
  const args = given === undefined ? '' : `'${String(given)}'${rest}`;
  return `.comment('…') to table.${method}(${args})`;
}
