import type { DialectName } from '../dialect/dialect.ts';
import type { ClientInternals } from '../schema/knex-internals.ts';

/** Versions of RFC 9562: random, or ordered by the time in milliseconds. */
export type UuidVersion = 4 | 7;

/** The expression that makes a key. */
export function uuidDefault(
  dialect: DialectName,
  version: UuidVersion,
  client: ClientInternals,
): string {
  // https://www.postgresql.org/docs/18/functions-uuid.html; Knex asks for the version as it connects
  if (dialect === 'postgres' && version === 7 && Number.parseInt(client.version ?? '', 10) >= 18) {
    return 'uuidv7()';
  }
  return defaults[dialect][version];
}

const sqliteMilliseconds =
  "printf('%012x', cast((julianday('now') - 2440587.5) * 86400000 as integer))";
const mysqlMilliseconds =
  "lpad(hex(timestampdiff(microsecond, '1970-01-01', utc_timestamp(3)) div 1000), 12, '0')";

const defaults: Readonly<Record<DialectName, Readonly<Record<UuidVersion, string>>>> = {
  postgres: {
    4: 'gen_random_uuid()',
    // The time in place of the first 48 bits, and 7 for the 4 of the version
    7: "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid",
  },
  mysql: {
    // Of version 1, but unique; https://mariadb.com/kb/en/uuid/
    4: '(uuid())',
    7: `(lower(concat(left(${mysqlMilliseconds}, 8), '-', right(${mysqlMilliseconds}, 4), '-7', substr(hex(random_bytes(2)), 2), '-', hex(8 + floor(rand() * 4)), substr(hex(random_bytes(2)), 2), '-', hex(random_bytes(6)))))`,
  },
  sqlite: {
    4: "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))",
    7: `(lower(substr(${sqliteMilliseconds}, 1, 8) || '-' || substr(${sqliteMilliseconds}, 9) || '-7' || substr(hex(randomblob(2)), 2) || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))`,
  },
};
