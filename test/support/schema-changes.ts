import type { DialectName } from '../../lib/dialect/dialect.ts';
import { mysqlSchema } from './mysql-changes.ts';
import { postgresSchema } from './postgres-changes.ts';
import { sqliteSchema } from './sqlite-changes.ts';

/** A schema with one of each kind of object that a dialect has. */
export const schemas: Readonly<Record<DialectName, string>> = {
  postgres: postgresSchema,
  mysql: mysqlSchema,
  sqlite: sqliteSchema,
};
