import { isSameName } from '../dialect/same-name.ts';
import type { Problem } from '../errors.ts';
import { suggest } from '../near-miss.ts';
import type { Column, Columns } from './column.ts';
import type { LiveColumn, LiveTable } from './live-table.ts';
import type { Session } from './session.ts';
import { SnapshotError } from './snapshot-error.ts';
import { isOfKind, kindOf } from './column-kind.ts';

/**
 * Compares a declaration with the live table. Columns that the snapshot leaves out are none of its
 * business.
 *
 * @throws SnapshotError with all differences
 */
export function assertSameTable(columns: Columns, live: LiveTable, session: Session): void {
  const problems =
    live.columns.length === 0
      ? [missingTable(live.title)]
      : Object.entries(columns).flatMap(([name, column]) =>
          differencesOf(name, column, live, session),
        );
  if (problems.length > 0) throw new SnapshotError(live.title, problems);
}

/** Finds a declared column in the live table. */
export function findLive(name: string, live: LiveTable, session: Session): LiveColumn | undefined {
  const stored = session.stored(name);
  return live.columns.find((column) => isSameName(session.dialect, column.name, stored));
}

function differencesOf(
  name: string,
  column: Column,
  live: LiveTable,
  session: Session,
): readonly Problem[] {
  const found = findLive(name, live, session);
  const where = `${live.title}.${session.stored(name)}`;
  if (found === undefined) {
    const known = live.columns.map((each) => each.name);
    return [
      {
        code: 'E_SNAPSHOT_COLUMN',
        where,
        what: 'is declared in the snapshot, but the table has no such column',
        repair: `Declare what is there: ${suggest(session.stored(name), known)}`,
      },
    ];
  }
  const problems: Problem[] = [];
  if (!isOfKind(column, found, session.dialect.name)) {
    const declared = column.kind === 'specific' ? column.type : column.kind;
    const kind = kindOf(found, session.dialect.name);
    problems.push({
      code: 'E_SNAPSHOT_TYPE',
      where,
      what: `is of another type\n    declared: ${declared}\n    found:    ${found.type}`,
      repair: `Declare column.${kind === undefined ? `specific('${found.type}')` : `${kind}(${kind === 'enum' ? '[…]' : ''})`}.`,
    });
  }
  if (column.isNullable !== found.isNullable) {
    problems.push({
      code: 'E_SNAPSHOT_NULLABLE',
      where,
      what: `is ${found.isNullable ? 'nullable' : 'not null'} in the table, and ${column.isNullable ? 'nullable' : 'not null'} in the snapshot`,
      repair: found.isNullable ? 'Add .nullable().' : 'Take .nullable() away.',
    });
  }
  return problems;
}

function missingTable(title: string): Problem {
  return {
    code: 'E_SNAPSHOT_TABLE',
    where: title,
    what: 'is not in the database, or not in its search path',
    repair: 'Create the table in an earlier migration, or give its { schema }.',
  };
}
