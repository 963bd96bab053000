import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import {
  inMode,
  LiteralDefault,
  mysqlLiteral,
  postgresLiteral,
  sqliteLiteral,
} from '../../lib/schema/sql-literal.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { readComments } from '../support/comments.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

const nasty = [
  "it's",
  "x'; drop table victim; --",
  "x'''; drop table victim; --",
  "\\'; drop table victim; --",
  "'",
  "''",
  '\\',
  '\\\\',
  "\\'",
  'back\\slash',
  'ends with \\',
  '?',
  '\\?',
  '\\\\?',
  '??',
  '$1',
  '%s %',
  'a\nb\r\nc\td',
  '*/ /* -- #',
  '"`[]{}',
  ':name @x',
  'äöü 日本語',
  "E'\\x3F'",
  '\u0001 \u0008 \u001A',
  ' spaces around ',
];

const texts = (dialect: DialectName): fc.Arbitrary<string> => {
  const fragments = fc
    .array(
      fc.oneof(
        fc.constantFrom("'", '\\', '?', '$1', '%', '\n', '*/', '--', ';', '"', '`', 'drop table'),
        fc.string({ unit: dialect === 'mysql' ? 'binary-ascii' : 'binary', maxLength: 8 }),
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => parts.join('').replaceAll('\0', ''));
  return fc
    .oneof(fc.constantFrom(...nasty), fragments)
    .filter((text) => text.trim() !== '' && !/\p{Surrogate}/u.test(text));
};

describe('SQL literals', () => {
  it('are plain where nothing is special', () => {
    for (const literal of [postgresLiteral, sqliteLiteral, mysqlLiteral]) {
      expect(literal('plain')).to.equal("'plain'");
      expect(literal("it's")).to.equal("'it''s'");
    }
  });

  it('hold no question mark on PostgreSQL, which Knex would take for a placeholder', () => {
    expect(postgresLiteral('a\\?')).to.equal(String.raw`E'a\\\x3F'`);
  });

  it('wait for the mode on MySQL', () => {
    expect(inMode(mysqlLiteral('a\\b'), '')).to.equal(String.raw`'a\\b'`);
    expect(inMode(mysqlLiteral('a\\b'), 'ANSI,NO_BACKSLASH_ESCAPES')).to.equal(String.raw`'a\b'`);
  });

  it('are defaults that Knex passes on', () => {
    const value = new LiteralDefault("'x'", false);
    expect([value.isRawInstance, value.toQuery()]).to.deep.equal([true, "'x'"]);
  });
});

describeEachDialect('texts that pass the wrapper', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;
  before(async () => {
    database = await createDatabase(dialect);
    knex = withConventions(database.connect());
    await knex.schema.createTable('victim', (table) => {
      table.comment('to be dropped');
      table.integer('id').comment('nothing');
    });
  });
  after(() => database.drop());

  const modes: Readonly<Record<DialectName, readonly string[]>> = {
    postgres: ['set standard_conforming_strings = on', 'set standard_conforming_strings = off'],
    mysql: ["set sql_mode = ''", "set sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'"],
    sqlite: ['select 1'],
  };

  /** Runs a property on one connection in each mode of the dialect. */
  async function each(work: (trx: Knex.Transaction, text: string) => Promise<void>): Promise<void> {
    for (const mode of modes[dialect]) {
      await knex.transaction(async (trx) => {
        await trx.raw(mode);
        await fc.assert(
          fc.asyncProperty(texts(dialect), async (text) => {
            await work(trx, text);
            await trx.schema.dropTable('t');
            expect(await trx.schema.hasTable('victim')).to.equal(true);
          }),
          { numRuns: 60, examples: nasty.map((text) => [text]) },
        );
        await trx.raw(dialect === 'mysql' ? 'set sql_mode = default' : 'select 1');
      });
    }
  }

  it('come back byte for byte as comments, of create and alter', async () => {
    await each(async (trx, text) => {
      await trx.schema.createTable('t', (table) => {
        table.comment(text);
        table.increments('id').comment(text);
        table.string('a').notNullable().comment(text);
      });
      await trx.schema.alterTable('t', (table) => table.string('b').comment(text));
      const comments = await readComments(trx, dialect);
      for (const name of ['t', 't.id', 't.a', 't.b']) expect(comments.get(name)).to.equal(text);
    });
  });

  it('come back byte for byte as comments that replace others', async () => {
    await each(async (trx, text) => {
      await trx.schema.createTable('t', (table) => {
        table.comment('before');
        table.string('a', 20).comment('before');
      });
      await trx.schema.alterTable('t', (table) => {
        table.comment(text);
        table.string('a', 30).comment(text).alter();
      });
      const comments = await readComments(trx, dialect);
      for (const name of ['t', 't.a']) expect(comments.get(name)).to.equal(text);
    });
  });

  it('come back byte for byte as values of enu and as defaults', async () => {
    await each(async (trx, text) => {
      await trx.schema.createTable('t', (table) => {
        table.comment('of texts');
        table.integer('id').comment('key');
        // MySQL takes spaces off the end of such values.
        table.enu('a', [`${text}.`, 'other']).comment('one of two');
        table.string('b', 200).defaultTo(text).comment('with a default');
      });
      // By its number on MySQL: bindings of mysql2 do not know of NO_BACKSLASH_ESCAPES.
      await trx('t').insert({ id: 1, a: dialect === 'mysql' ? 1 : `${text}.` });
      const [row] = await trx<{ id: number; a: string; b: string }>('t').select('*');
      expect(row).to.deep.equal({ id: 1, a: `${text}.`, b: text });
    });
  });
});
