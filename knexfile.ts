import type { Knex } from 'knex';
import { databaseOf } from './example/database.ts';
import { EpochMigrationSource } from './lib/index.ts';

const config: Knex.Config = {
  ...databaseOf(process.env),
  migrations: {
    migrationSource: new EpochMigrationSource({
      directory: new URL('./example/migrations', import.meta.url),
    }),
  },
};

export default config;
