import { createHash } from 'node:crypto';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { mysql } from '../../lib/dialect/mysql.ts';
import { postgres } from '../../lib/dialect/postgres.ts';
import { sqlite } from '../../lib/dialect/sqlite.ts';
import { cutName, isLongerThan } from '../../lib/naming/cut-name.ts';
import { readConstraintNames } from '../support/constraint-names.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
import { isMariaDb } from '../support/is-maria-db.ts';
import { caught } from '../support/migrations.ts';

const bytes = postgres.identifierLimit;
const characters = mysql.identifierLimit;

describe('cutName', () => {
  it('leaves a name that fits', () => {
    expect(cutName('ä'.repeat(31), bytes)).to.equal('ä'.repeat(31));
    expect(cutName('ä'.repeat(64), characters)).to.equal('ä'.repeat(64));
    expect(cutName('x'.repeat(10_000), sqlite.identifierLimit)).to.have.length(10_000);
  });

  it('counts bytes for PostgreSQL, and never cuts inside a character', () => {
    // 3 bytes of 55 go to the beginning, 52 to 17 characters of 3 bytes: one byte is left.
    expect(cutName(`ix_${'日本'.repeat(15)}`, bytes)).to.equal(`ix_${'日本'.repeat(8)}日_3cea`);
    expect(cutName(`ix_${'🚀'.repeat(20)}`, bytes)).to.equal(`ix_${'🚀'.repeat(13)}_97a7`);
  });

  it('hashes the UTF-8 of the whole name, as Python does', () => {
    expect(
      cutName('ix__größenübersicht_der_ausgelieferten_bestellungen__übergrößenzuschlag', bytes),
    ).to.equal('ix__größenübersicht_der_ausgelieferten_bestellungen__1c9e');
  });

  it('is stable: a name that was cut is not cut again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (name) => {
        for (const limit of [bytes, characters]) {
          const cut = cutName(name, limit);
          expect(isLongerThan(cut, limit)).to.equal(false);
          expect(cutName(cut, limit)).to.equal(cut);
          expect(Buffer.from(cut).toString()).to.equal(cut);
        }
      }),
    );
  });

  it('agrees with the rule of SQLAlchemy for all names of ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 200 }), (name) => {
        const hash = createHash('md5').update(name).digest('hex').slice(28);
        const expected = name.length > 63 ? `${name.slice(0, 55)}_${hash}` : name;
        expect(cutName(name, bytes)).to.equal(expected);
      }),
    );
  });
});

describeEachDialect('the limit of names', (dialect) => {
  const { identifierLimit: limit } = { sqlite, postgres, mysql }[dialect];
  const longest = limit.unit === 'bytes' ? `${'ä'.repeat(31)}x` : 'ä'.repeat(64);

  it('is what the database holds, and one character more is not', async () => {
    const database = await createDatabase(dialect);
    try {
      const knex = database.connect();
      await knex.raw('create table t (a int)');
      await knex.raw('create index ?? on t (a)', [longest]);
      expect(isLongerThan(longest, limit)).to.equal(false);
      const longer = `${longest}x`;
      expect(isLongerThan(longer, limit)).to.equal(dialect !== 'sqlite');
      let isHeld = true;
      try {
        await knex.raw('create index ?? on t (a)', [longer]);
        await knex.raw(
          dialect === 'mysql' ? 'alter table t rename index ?? to x' : 'drop index ??',
          [longer],
        );
      } catch {
        isHeld = false;
      }
      // PostgreSQL cuts it itself, to the name that is there already.
      expect(isHeld).to.equal(dialect === 'sqlite');
    } finally {
      await database.drop();
    }
  });
});

describeEachDialect(
  'a character beyond the basic plane',
  (dialect) => {
    it('can stand in no name, so that nothing depends on how it would be counted', async () => {
      const database = await createDatabase(dialect);
      try {
        const knex = database.connect();
        await knex.raw('create table t (a int)');
        const create = (): PromiseLike<unknown> => knex.raw('create index ?? on t (a)', ['ix_🚀']);
        if (await isMariaDb(knex)) {
          await caught(Error, create);
          return;
        }
        await create();
        // MySQL makes it a question mark, as it does in comments.
        expect(await readConstraintNames(knex, dialect)).to.deep.equal(['t ix ix_?']);
      } finally {
        await database.drop();
      }
    });
  },
  ['mysql'],
);
