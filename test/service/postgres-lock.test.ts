import { expect } from 'chai';
import type { Knex } from 'knex';
import { migrate } from '../../lib/service/migrate.ts';
import { LockTimeoutError } from '../../lib/service/service-error.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { sourceOf } from '../support/listed-source.ts';
import { startPooler, type Pooler } from '../support/pooler.ts';

describeEachDialect(
  'the lock behind a pooler',
  () => {
    let database: TestDatabase;
    let pooler: Pooler;
    beforeEach(async () => {
      database = await createDatabase('postgres');
      pooler = await startPooler(database.url);
    });
    afterEach(async () => {
      await database.drop();
      await pooler.close();
    });

    const sessionsOf = async (on: Knex, state: string): Promise<number> => {
      const { rows } = (await on.raw(
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name like 'knex-stairway %' and state = ?",
        [state],
      )) as { rows: { n: number }[] };
      return rows[0]?.n ?? 0;
    };

    for (const [way, isPooled] of [
      ['a session', false],
      ['an open transaction, which a pooler leaves on one session,', true],
    ] as const) {
      it(`is that of ${way} ${isPooled ? 'behind a pooler' : 'without one'}`, async () => {
        const direct = database.connect();
        const knex = database.connect({ connection: isPooled ? pooler.url : database.url });
        const counts: number[] = [];
        const look = async (): Promise<void> => {
          counts.push(await sessionsOf(direct, 'idle in transaction'));
          counts.push(await sessionsOf(direct, 'idle'));
          const migrations = { migrationSource: sourceOf({ a: {}, b: {} }) };
          // Both ways of locking keep each other out.
          await caught(LockTimeoutError, () => migrate(direct, { migrations, lockWait: 0 }));
        };
        const migrationSource = sourceOf({ a: { up: look }, b: {} });
        const { applied } = await migrate(knex, { migrations: { migrationSource } });
        expect(applied).to.deep.equal(['a', 'b']);
        expect(counts).to.deep.equal(isPooled ? [1, 0] : [0, 1]);
        expect(await sessionsOf(direct, 'idle in transaction')).to.equal(0);
      });
    }
  },
  ['postgres'],
);
