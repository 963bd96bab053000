import { planOf } from './compiler-mixin.ts';
import type { Query, TableCompilerInternals } from './knex-internals.ts';
import { isOfMysql, mysqlReader } from './mysql-constraints.ts';
import { readConstraints } from './live-constraint.ts';

/**
 * Renames a column, and keeps all that it has. MySQL refuses to rename a column of which a check
 * speaks (error 3959), where MariaDB rewrites the check: on MySQL the same
 * statement drops those checks and makes them again.
 *
 * Source: https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html
 */
export function renameColumnQuery(
  compiler: TableCompilerInternals,
  from: string,
  to: string,
): Query {
  const { client } = compiler;
  const { namer } = planOf(compiler);
  const { name: table, schema } = namer.table;
  const [before, after] = [namer.storedColumn(from), namer.storedColumn(to)];
  const quote = (name: string): string => client.wrapIdentifierImpl(name);
  return {
    ...mysqlReader.query(compiler.tableName(), table, schema, 'table'),
    async output(response) {
      const checks = isOfMysql(response)
        ? readConstraints(mysqlReader, response).filter(({ kind }) => kind === 'ck')
        : [];
      const parts = checks.flatMap(({ name, definition = '' }) => {
        const moved = withColumn(definition, before, quote(after));
        return moved === definition
          ? []
          : [`drop check ${quote(name)}`, `add constraint ${quote(name)} check ${moved}`];
      });
      const rename = `rename column ${quote(before)} to ${quote(after)}`;
      await this.query({
        sql: `alter table ${compiler.tableName()} ${[rename, ...parts].join(', ')}`,
        bindings: [],
      });
      return [];
    },
  };
}

/** An expression of MySQL, where each column is quoted, with another name for one of them. */
function withColumn(expression: string, column: string, quoted: string): string {
  return expression.replaceAll(
    /'(?:[^'\\]|\\[\s\S])*'|`(?<name>(?:[^`]|``)*)`/gu,
    (token, name: string | undefined) =>
      name?.replaceAll('``', '`').toLowerCase() === column.toLowerCase() ? quoted : token,
  );
}
