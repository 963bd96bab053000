import { endsTransaction, unquoted } from './plain-sql.ts';
import { PlanError } from './plan-error.ts';
import type { Adapt, Sent } from './recorder.ts';

/** The savepoint that stands for a transaction that a migration begins by itself, in SQL. */
const savepoint = 'stairway_plan';

const concurrently =
  /^(?<before>\s*(?:create\s+(?:unique\s+)?index|drop\s+index|reindex\s+(?:\([^)]*\)\s*)?(?:index|table|schema))\s+)concurrently\s+/iu;

/** What PostgreSQL runs in no transaction at all. */
const outsideOnly =
  /^(?:vacuum|cluster\s*;?\s*$|alter\s+system|(?:create|drop|alter)\s+(?:database|tablespace)|reindex\s+(?:\([^)]*\)\s*)?(?:database|system))\b/iu;

/** For a migration in a transaction: all is sent as it is, but nothing that would end it. */
export function withinTransaction(name: string): Adapt {
  return (sql) => {
    refuseEnd(sql, name);
    return { sql };
  };
}

/**
 * For a migration without a transaction that is planned in one: a transaction of its own becomes a
 * savepoint, an index is built while others wait, and what no transaction takes is left out.
 */
export function asIfOutside(name: string): Adapt {
  /** Savepoints that are open. */
  const open: string[] = [];
  return (sql) => {
    const text = unquoted(sql);
    const control = ofKnex(text, open) ?? ofMigration(text);
    if (control !== undefined) return control;
    refuseEnd(sql, name);
    const begin = concurrently.exec(sql)?.groups?.['before'];
    if (begin !== undefined) {
      const rest = sql.replace(concurrently, '');
      return { sql: begin + rest, shown: sql, note: 'the plan ran it without CONCURRENTLY' };
    }
    if (outsideOnly.test(text))
      return { sql: undefined, shown: sql, note: 'the plan did not run it' };
    return { sql };
  };
}

/** Knex begins a transaction within one as savepoint: `SAVEPOINT trx7;` (3.3.0, transaction.js). */
function ofKnex(text: string, open: string[]): Sent | undefined {
  const { verb, name } =
    /^(?<verb>savepoint|release|rollback to)\s+(?:savepoint\s+)?(?<name>trx\d+);?$/iu.exec(text)
      ?.groups ?? {};
  if (verb === undefined || name === undefined) return undefined;
  if (verb.toLowerCase() === 'savepoint') {
    open.push(name);
    return { sql: text, shown: open.length === 1 ? 'BEGIN;' : text };
  }
  open.splice(open.lastIndexOf(name));
  const end = verb.toLowerCase() === 'release' ? 'COMMIT;' : 'ROLLBACK;';
  return { sql: text, shown: open.length === 0 ? end : text };
}

function ofMigration(text: string): Sent | undefined {
  const as = (sql: string): Sent => ({ sql, shown: text });
  if (/^(?:begin|start\s+transaction)\b[^;]*;?$/iu.test(text)) return as(`savepoint ${savepoint}`);
  if (/^(?:commit|end)\b[^;]*;?$/iu.test(text)) return as(`release savepoint ${savepoint}`);
  if (/^(?:rollback|abort)(?!.*\bto\b)[^;]*;?$/iu.test(text)) {
    return as(`rollback to savepoint ${savepoint}`);
  }
  return undefined;
}

function refuseEnd(sql: string, name: string): void {
  if (!endsTransaction(sql)) return;
  throw new PlanError(
    name,
    `would end the transaction in which it is planned: ${sql.slice(0, 200)}`,
    'Plan it on a copy of the database: --env, with another connection.',
  );
}
