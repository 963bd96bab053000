import { expect } from 'chai';
import type { Knex } from 'knex';
import { BookkeepingError } from '../../lib/bookkeeping/listed.ts';
import { LockTimeoutError } from '../../lib/service/service-error.ts';
import { undoLast } from '../../lib/service/undo-last.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { sourceOf } from '../support/listed-source.ts';
import { caught } from '../support/migrations.ts';

describeEachDialect('undoLast', (dialect) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createDatabase(dialect);
  });
  afterEach(() => database.drop());

  function knexOf(...names: readonly string[]): Knex {
    const migrationSource = sourceOf(Object.fromEntries(names.map((name) => [name, {}])));
    return database.connect({ migrations: { migrationSource } });
  }

  async function appliedLate(): Promise<void> {
    await knexOf('a', 'c').migrate.latest();
    await knexOf('a', 'b', 'c').migrate.latest();
  }

  it('undoes what was applied last, where Knex would undo the last file', async () => {
    await appliedLate();
    const knex = knexOf('a', 'b', 'c');
    const undone = await undoLast(knex);
    expect(undone).to.deep.equal(['b']);
    expect(Object.isFrozen(undone)).to.equal(true);
    expect(await undoLast(knex, { steps: 'batch' })).to.deep.equal(['c', 'a']);
    expect(await undoLast(knex)).to.deep.equal([]);
  });

  it('lets Knex go on behind it', async () => {
    await appliedLate();
    await undoLast(knexOf('a', 'b', 'c'), { steps: 2 });
    const [, names] = (await knexOf('a', 'b', 'c').migrate.latest()) as [number, string[]];
    expect(names).to.deep.equal(['b', 'c']);
  });

  it('undoes nothing where a file is gone', async () => {
    await appliedLate();
    const knex = knexOf('a', 'c');
    await caught(BookkeepingError, () => undoLast(knex, { steps: 2 }));
    expect(await knex('knex_migrations').pluck('name')).to.have.length(3);
  });

  it('undoes nothing while another is at work', async () => {
    await appliedLate();
    const knex = knexOf('a', 'b', 'c');
    await knex('knex_migrations_lock').update({ is_locked: 1 });
    await caught(LockTimeoutError, () => undoLast(knex, { lockWait: 0 }));
    expect(await knex('knex_migrations').pluck('name')).to.have.length(3);
  });
});
