import { expect } from 'chai';
import { Bookkeeping } from '../../lib/bookkeeping/bookkeeping.ts';
import { openChecksums } from '../../lib/service/open-checksums.ts';
import type { Run } from '../../lib/service/run.ts';
import { describeEachDialect } from '../support/databases.ts';
import { sourceOf } from '../support/listed-source.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

describeEachDialect('openChecksums', (dialect) => {
  const database = useSchemaDatabase(dialect);

  it('makes the table, and forgets what was undone', async () => {
    const knex = database.test.connect({ migrations: { migrationSource: sourceOf({ a: {} }) } });
    const bookkeeping = new Bookkeeping(knex);
    await bookkeeping.ensure();
    await bookkeeping.insert({ name: 'a', batch: 1 }, knex);
    const run = { knex, bookkeeping } as Run;
    const checksums = await openChecksums(run);
    const [row] = await bookkeeping.readRows(knex);
    const id = Number(row?.id);
    await checksums.note(
      [id, id + 1].map((each) => ({ id: each, checksum: 'x' })),
      knex,
    );
    const again = await openChecksums(run);
    expect(await again.readIfAny(knex)).to.deep.equal(new Map([[id, 'x']]));
  });
});
