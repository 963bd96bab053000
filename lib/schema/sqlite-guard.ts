import { isSameName } from '../dialect/same-name.ts';
import { sqlite } from '../dialect/sqlite.ts';
import { planOf } from './compiler-mixin.ts';
import { SchemaChangeError } from './convention-error.ts';
import type { Query, TableCompilerInternals } from './knex-internals.ts';
import {
  askOn,
  assertKeepsChecks,
  assertKeepsChildren,
  sequenceStatements,
  withLegacyAlter,
} from './sqlite-rewrite.ts';
import { hasConstraints } from './sqlite-text.ts';
import { touchedBy, type StoredTrigger } from './sqlite-touch.ts';

/** Refuses a copy of a table that has constraints or indexes. */
export function copyGuard(original: string, copy: string): Query {
  return {
    sql: "select sql from sqlite_schema where type in ('table', 'index') and lower(tbl_name) = lower(?)",
    bindings: [original],
    output(response) {
      const texts = response as readonly { readonly sql: string | null }[];
      if (texts.length < 2 && !texts.some(({ sql }) => hasConstraints(sql ?? ''))) return [];
      throw new SchemaChangeError({
        code: 'E_COPY_LOSES',
        where: `createTableLike('${copy}', '${original}')`,
        what: `would copy the columns only, and lose what constraints and indexes ${original} has`,
        repair: 'Write createTable with the columns and constraints that the copy shall have.',
      });
    },
  };
}

/**
 * The two statements around those with which Knex builds a table anew: the first refuses what would
 * lose data or checks, the second puts back the triggers that went with the old table, but for touch triggers of columns
 * that went as well.
 */
export function rewriteGuards(compiler: TableCompilerInternals): readonly [Query, Query] {
  const { client } = compiler;
  const table = planOf(compiler).namer.table.name;
  const select = {
    sql: "select name, sql from sqlite_schema where type = 'trigger' and lower(tbl_name) = lower(?)",
    bindings: [table],
  };
  let triggers: readonly StoredTrigger[] = [];
  return [
    {
      ...select,
      async output(response) {
        triggers = response as typeof triggers;
        const ask = askOn(client, this.connection);
        await assertKeepsChecks(table, ask);
        await assertKeepsChildren(table, client.transacting === true, ask);
        return [];
      },
    },
    {
      ...select,
      async output(response) {
        const present = new Set((response as typeof triggers).map(({ name }) => name));
        const left = triggers.filter(({ name }) => !present.has(name));
        if (left.length === 0) return [];
        const columns = await askOn(client, this.connection)<{ name: string }>(
          'select name from pragma_table_info(?)',
          [table],
        );
        for (const trigger of left) {
          const touched = touchedBy(trigger);
          const isNeeded =
            touched === undefined || columns.some(({ name }) => isSameName(sqlite, touched, name));
          if (isNeeded) await this.query({ sql: trigger.sql, bindings: [] });
        }
        return [];
      },
    },
  ];
}

/** A rewrite of Knex's that minds views, triggers and AUTOINCREMENT; it knows two forms of them. */
export function carefulRewrite(compiler: TableCompilerInternals, query: Query): Query {
  const { client } = compiler;
  const { name: table } = planOf(compiler).namer.table;
  const { output, statementsProducer } = query;
  if (statementsProducer !== undefined) {
    return {
      ...query,
      async statementsProducer(response, connection) {
        const ask = askOn(client, connection);
        const made = await statementsProducer(response, connection);
        const sql = [...made.sql, ...(await sequenceStatements(table, ask))];
        return withLegacyAlter({ ...made, sql }, ask);
      },
    };
  }
  return {
    ...query,
    async output(response) {
      const ask = askOn(client, this.connection);
      const sql = await sequenceStatements(table, ask);
      const around = await withLegacyAlter({ pre: [], sql, check: null, post: [] }, ask);
      const run = async (statements: readonly string[]): Promise<void> => {
        for (const statement of statements) await this.query({ sql: statement, bindings: [] });
      };
      await run(around.pre);
      try {
        await output?.call(this, response);
        await run(around.sql);
      } finally {
        await run(around.post);
      }
      return [];
    },
  };
}
