import type { DialectName } from '../dialect/dialect.ts';
import type { BatchDialect } from './batch-dialect.ts';
import { mysqlBatches } from './mysql-batches.ts';
import { postgresBatches } from './postgres-batches.ts';
import { sqliteBatches } from './sqlite-batches.ts';

/** How each database is gone through in batches. */
export const batchDialects: Readonly<Record<DialectName, BatchDialect>> = {
  postgres: postgresBatches,
  sqlite: sqliteBatches,
  mysql: mysqlBatches,
};
