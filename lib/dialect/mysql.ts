import type { Dialect } from './dialect.ts';

/** MySQL 8 and MariaDB 10.6 and later, through mysql2 or mysql. */
export const mysql: Dialect = {
  name: 'mysql',
  // https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html and
  // https://mariadb.com/kb/en/identifier-names/#maximum-length
  identifierLimit: { length: 64, unit: 'characters' },
};
