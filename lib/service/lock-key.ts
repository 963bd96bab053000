import { nodeCrypto } from '../node-crypto.ts';

/** Among what a lock keeps order: one table of migrations. */
export interface LockScope {
  /** Where locks are the server's; undefined where each database has its own. */
  readonly database?: string | undefined;
  readonly schema?: string | undefined;
  readonly table: string;
}

/** The 64 bits of PostgreSQL's advisory lock: the first of SHA-256, as a signed number. */
export function advisoryKey(scope: LockScope): bigint {
  return hash(scope).readBigInt64BE();
}

/** The name of MySQL's lock, of which there may be 64 characters: https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html */
export function lockName(scope: LockScope): string {
  return `knex-stairway:${hash(scope).toString('hex').slice(0, 40)}`;
}

function hash({ database, schema, table }: LockScope): Buffer {
  const text = ['knex-stairway', database ?? '', schema ?? '', table].join('\0');
  return nodeCrypto().createHash('sha256').update(text).digest();
}
