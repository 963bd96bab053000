import { expect } from 'chai';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
import { isMariaDb } from '../support/is-maria-db.ts';
import { caught } from '../support/migrations.ts';
import { withNaming } from '../support/with-naming.ts';

describeEachDialect(
  'a column of MySQL that is renamed',
  (dialect) => {
    it('keeps its checks, though MySQL itself refuses', async () => {
      const database = await createDatabase(dialect);
      try {
        const plain = database.connect();
        const isMySql = !(await isMariaDb(plain));
        const unenforced = isMySql ? ', constraint later check (`Old` > 100) not enforced' : '';
        await plain.raw(
          `create table t (\`Old\` int default 5, b varchar(20), constraint text check (b <> 'it''s \`old\` ä\\\\'),
           constraint both_of check (\`Old\` > 0 and b <> '\`old\`')${unenforced})`,
        );
        const rename = (): PromiseLike<unknown> =>
          plain.raw('alter table t rename column old to `n``w`');
        if (isMySql) await caught(Error, rename);
        await withNaming(plain).schema.alterTable('t', (table) => table.renameColumn('old', 'n`w'));
        await plain('t').insert({ b: 'y' });
        expect(await plain('t')).to.deep.equal([{ 'n`w': 5, b: 'y' }]);
        await caught(Error, () => plain('t').insert({ 'n`w': 0 }));
        await caught(Error, () => plain('t').insert({ b: '`old`' }));
        await caught(Error, () => plain('t').insert({ b: "it's `old` ä\\" }));
      } finally {
        await database.drop();
      }
    });

    it('keeps a check that is not enforced when its table is renamed', async () => {
      const database = await createDatabase(dialect);
      try {
        const plain = database.connect();
        const check = 'alter table t add constraint ck__t__a check (a > 0) not enforced';
        await plain.raw('create table t (a int)');
        if (await isMariaDb(plain)) {
          await caught(Error, () => plain.raw(check));
          return;
        }
        await plain.raw(check);
        await withNaming(plain).schema.renameTable('t', 'u');
        await plain('u').insert({ a: -1 });
        await plain.raw('alter table u drop check ck__u__a');
      } finally {
        await database.drop();
      }
    });
  },
  ['mysql'],
);
