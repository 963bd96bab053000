import type { Knex } from 'knex';
import knexModule from 'knex';
import { mysql, postgres, sqlite } from '../../lib/testing/databases.ts';

// A process that holds a throw-away database of the kind it is told, says so, and lives until it is
// killed or its standard input ends.
const kinds = { mysql, postgres, sqlite } as const;
const kind = process.argv[2] as keyof typeof kinds;
const database = await kinds[kind]().create();
const knex: Knex = knexModule(database.config);
await knex.raw('create table t (a int)');
await knex.destroy();
process.stdout.write(`${database.url}\n`);
process.stdin.resume();
process.stdin.on('end', () => void database.drop());
