import { unescaped } from '../dialect/mysql-expression.ts';
import { mysql } from '../dialect/mysql.ts';
import type { ConstraintReader, ConstraintRow, Reach } from './live-constraint.ts';

interface MysqlRow extends ConstraintRow {
  /** MySQL has it, MariaDB has not. */
  readonly is_escaped?: 1;
}

// The parts of the question; each binds the schema and the name of the table.

const indexes = `
  select case when s.index_name = 'PRIMARY' then 'pk' when s.non_unique = 0 then 'uq' else 'ix' end as kind,
    s.index_name as name, 'index' as form, s.table_schema as schema_name, s.table_name as table_name,
    s.column_name as column_name, null as referred_table, null as referred_column,
    null as definition, s.seq_in_index as ord
  from information_schema.statistics s
  where s.table_schema = coalesce(?, database()) and s.table_name = ?`;

/** @param definition made of `r`, their rules, where these are `joined` */
const foreignKeys = (definition: string, joined: string): string => `
  select 'fk', k.constraint_name, 'constraint', k.table_schema, k.table_name, k.column_name,
    k.referenced_table_name, k.referenced_column_name, ${definition}, k.ordinal_position
  from information_schema.key_column_usage k ${joined}`;

const withActions = foreignKeys(
  "concat('on update ', r.update_rule, ' on delete ', r.delete_rule)",
  `join information_schema.referential_constraints r
    on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name
      and r.table_name = k.table_name`,
);

const ofTable = `
  where k.referenced_table_name is not null
    and k.table_schema = coalesce(?, database()) and k.table_name = ?`;

const ofOthers = `
  where k.referenced_table_schema = coalesce(?, database()) and k.referenced_table_name = ?
    and not (k.table_schema = k.referenced_table_schema and k.table_name = k.referenced_table_name)`;

const checks = `
  select 'ck', t.constraint_name, 'constraint', t.table_schema, t.table_name, null, null, null,
    concat('(', c.check_clause, ')' /*!80016 , if(t.enforced = 'NO', ' not enforced', '') */), 1
  from information_schema.table_constraints t
  join information_schema.check_constraints c
    on c.constraint_schema = t.constraint_schema and c.constraint_name = t.constraint_name
      /*M! and c.table_name = t.table_name and c.level = 'Table' */
  where t.constraint_type = 'CHECK' and t.table_schema = coalesce(?, database()) and t.table_name = ?`;

/**
 * MariaDB opens every table of the schema for the actions of foreign keys, and for checks: 4 ms each
 * where there are 60. What is dropped can do without; a foreign key needs the indexes, though.
 */
function partsOf(reach: Reach): readonly string[] {
  if (reach === 'pk' || reach === 'uq' || reach === 'ix') return [indexes];
  if (reach === 'fk') return [indexes, foreignKeys('null', '') + ofTable];
  const whole = [indexes, withActions + ofTable, checks];
  return reach === 'references' ? [...whole, withActions + ofOthers] : whole;
}

/**
 * MySQL and MariaDB: information_schema. MariaDB names checks within a column like the column, that of
 * json among them; no statement can rename or drop them by it.
 */
export const mysqlReader: ConstraintReader = {
  dialect: mysql,
  tellsUniques: false,
  query(_table, name, schema, reach) {
    const parts = partsOf(reach);
    return {
      sql: `select found.* /*!80016 , 1 as is_escaped */ from (${parts.join(' union all ')}
) found order by kind, name, ord`,
      bindings: parts.flatMap(() => [schema ?? null, name]),
    };
  },
  rowsOf: (response) => (response as readonly MysqlRow[]).map(plainRow),
};

/** Whether it was MySQL that answered, and not MariaDB; false where the table has nothing. */
export function isOfMysql(response: unknown): boolean {
  return (response as readonly MysqlRow[]).some((row) => row.is_escaped === 1);
}

function plainRow(row: MysqlRow): MysqlRow {
  const { kind, is_escaped: isEscaped, definition } = row;
  if (kind !== 'ck' || isEscaped !== 1 || definition === null) return row;
  return { ...row, definition: unescaped(definition) };
}
