import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { CatalogReader } from '../../lib/catalog/catalog-reader.ts';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { postgresSchema } from '../support/postgres-changes.ts';
import { startEmbeddedPostgres } from '../../lib/testing/embedded-server.ts';

describeEachDialect(
  'readCatalog of PostgreSQL',
  () => {
    let database: TestDatabase;
    let knex: Knex;
    before(async () => {
      database = await createDatabase('postgres');
      knex = database.connect();
      await knex.raw(postgresSchema);
    });
    after(() => database?.drop());

    it('finds no difference behind a dump and its restoring', async function () {
      // At home the server may be newer than the pg_dump of the machine; CI's are of one version.
      const { stdout } = await promisify(execFile)('pg_dump', ['--version']).catch(() => ({
        stdout: '0',
      }));
      const major = Number(/\d+/u.exec(stdout)?.[0]);
      if (process.env['CI'] !== 'true' && major < (await majorOf(knex))) this.skip();
      const restored = await createDatabase('postgres');
      try {
        const dump = `pg_dump --dbname="$from" | psql --quiet --set=ON_ERROR_STOP=1 --dbname="$to"`;
        await promisify(execFile)('bash', ['-o', 'pipefail', '-c', dump], {
          env: { ...process.env, from: database.url, to: restored.url },
        });
        const [before, after] = [
          await readCatalog(knex),
          await readCatalog(restored.connect()),
        ] as const;
        expect(diffCatalogs(before, after)).to.deep.equal([]);
        expect(after).to.deep.equal(before);
      } finally {
        await restored.drop();
      }
    }).timeout(60_000);

    it('spells all alike whatever the session has set, and leaves it set', async () => {
      const expected = await readCatalog(knex);
      const set = `set search_path = other, public; set timezone = 'Asia/Tokyo';
        set datestyle = 'German'; set intervalstyle = 'iso_8601'; set quote_all_identifiers = on`;
      const settings = `select current_setting('search_path') as path, current_setting('TimeZone') as
        zone, current_setting('DateStyle') as style, current_setting('quote_all_identifiers') as quote`;
      const one = database.connect({ pool: { min: 1, max: 1 } });
      await one.raw(set);
      const rowsOf = async (on: Knex): Promise<unknown> =>
        ((await on.raw(settings)) as { rows: unknown }).rows;
      const before = await rowsOf(one);
      expect(await readCatalog(one)).to.deep.equal(expected);
      expect(await rowsOf(one)).to.deep.equal(before);
      await one.transaction(async (trx) => {
        expect(await readCatalog(trx)).to.deep.equal(expected);
        expect(await rowsOf(trx)).to.deep.equal(before);
      });
      expect(await rowsOf(one)).to.deep.equal(before);
    });

    it('reads in one round trip, and in a transaction that is read only', async () => {
      const queries: string[] = [];
      const watched = database.connect();
      watched.on('query', ({ sql }: { sql: string }) => queries.push(sql));
      await readCatalog(watched);
      expect(queries).to.have.length(1);
      await knex.transaction((trx) => readCatalog(trx), { readOnly: true });
    });

    it('reads the schemas that are asked for', async () => {
      const { schemas, tables, extensions } = await readCatalog(knex, { schemas: ['other'] });
      expect(schemas.map(({ name }) => name)).to.deep.equal(['other']);
      expect(tables).to.deep.equal([]);
      expect(extensions.map(({ name }) => name)).to.deep.equal(['citext']);
      const none = await readCatalog(knex, { schemas: ["o'ther?", 'oth\\er'] });
      expect(none.schemas).to.deep.equal([]);
    });

    it('names the columns of a table in a schema that is not read', async () => {
      const trx = await knex.transaction();
      await trx.raw('create table other.fan (team int references public.team (id))');
      const { tables } = await readCatalog(trx, { schemas: ['other'] });
      await trx.rollback();
      expect(tables[0]?.constraints[0]).to.deep.include({
        referredSchema: 'public',
        referredTable: 'team',
        referredColumns: ['id'],
      });
    });

    it('reads what it could not read the last time', async () => {
      const patient = database.connect({ pool: { min: 1, max: 1 } });
      await patient.raw(`set lock_timeout = '50ms'`);
      const reader = new CatalogReader(patient);
      await reader.read();
      await reader.read();
      await knex.raw('create view late as select 1 as one');
      const trx = await knex.transaction();
      try {
        await trx.raw('lock table late in access exclusive mode');
        const { message } = await caught(Error, () => reader.read());
        expect(message).to.include('lock timeout');
      } finally {
        await trx.rollback();
      }
      expect(await reader.read()).to.deep.equal(await readCatalog(knex));
      await knex.raw('drop view late');
    });

    it('numbers columns without the gaps of those that were dropped', async () => {
      const trx = await knex.transaction();
      await trx.raw('alter table note add extra int; alter table note drop extra');
      expect(diffCatalogs(await readCatalog(knex), await readCatalog(trx))).to.deep.equal([]);
      await trx.rollback();
    });
  },
  ['postgres'],
);

describe('readCatalog of PostgreSQL 18', () => {
  it('reads what 15 reads: NOT NULL is no constraint there, but for one that is not valid', async () => {
    const server = await startEmbeddedPostgres();
    const knex = knexModule({ client: 'pg', connection: server.url });
    try {
      const database = await createDatabase('postgres');
      try {
        // The binaries of npm have no contrib.
        const sql = postgresSchema.replace(/create extension .*;/u, '');
        const older = database.connect();
        await older.raw(sql);
        await knex.raw(sql);
        const [on18, on15] = [await readCatalog(knex), await readCatalog(older)] as const;
        // 16 stopped to qualify columns in the texts of views.
        const differences = diffCatalogs(on15, on18).map(({ message }) => message);
        expect(differences).to.deep.equal(
          (await majorOf(older)) < 16
            ? [
                'materialized view member_count: definition changed',
                'view member_view: definition changed',
              ]
            : [],
        );
        await knex.raw('alter table note add constraint id_given not null id not valid');
        const messages = diffCatalogs(on18, await readCatalog(knex)).map(({ message }) => message);
        expect(messages).to.deep.equal([
          'column note.id: nullable true became false',
          'not null constraint id_given on note is left over',
        ]);
        await knex.raw(
          'alter table note alter body set not null; alter table note alter body drop not null',
        );
        expect(diffCatalogs(await readCatalog(knex), on18)).to.have.length(2);
      } finally {
        await database.drop();
      }
    } finally {
      await knex.destroy();
      await server.stop();
    }
  }).timeout(60_000);
});

async function majorOf(knex: Knex): Promise<number> {
  const { rows } = (await knex.raw("select current_setting('server_version_num')::int as num")) as {
    rows: [{ num: number }];
  };
  return Math.floor(rows[0].num / 10_000);
}
