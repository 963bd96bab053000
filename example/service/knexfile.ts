import { EpochMigrationSource } from 'knex-stairway';

/** The database of DATABASE_URL, for the migrations and for the app. */
export default {
  client: 'pg',
  connection: process.env['DATABASE_URL'],
  migrations: {
    migrationSource: new EpochMigrationSource({
      directory: new URL('./migrations', import.meta.url),
    }),
  },
};
