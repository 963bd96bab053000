import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { verbatim } from '../../lib/naming/verbatim.ts';
import { withNaming } from '../support/with-naming.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
import { createProject, root } from '../support/project.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

type Build = (schema: Knex.SchemaBuilder, knex: Knex) => unknown;

const clients = [
  { dialect: 'sqlite', client: 'better-sqlite3' },
  { dialect: 'postgres', client: 'pg' },
  { dialect: 'mysql', client: 'mysql2' },
] as const satisfies readonly { dialect: DialectName; client: string }[];

interface Statement {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
}

interface Sent {
  readonly sql: string;
  readonly bindings: readonly unknown[];
  readonly functions: number;
}

/** What a schema builder would send: functions that look at answers show as such. */
function statementsOf(builder: unknown): Sent[] {
  const { toSQL } = builder as { toSQL(): Statement[] };
  return toSQL.call(builder).map(({ sql, bindings = [], ...rest }) => ({
    sql,
    bindings: [...bindings],
    functions: Object.entries(rest).filter(([, value]) => typeof value === 'function').length,
  }));
}

/** Where nothing tells whether there is a touch trigger, PostgreSQL is asked behind a drop. */
const sweeps = ({ sql }: Sent): boolean => sql.startsWith('drop table ');
const asksForTriggers = ({ sql }: Sent): boolean => sql.includes('from pg_trigger');

/** What a wrapped schema sends but for what it asks for triggers. */
function ownStatementsOf(builder: unknown, dialect: DialectName): Sent[] {
  const all = statementsOf(builder);
  if (dialect !== 'postgres') return all;
  return all
    .filter((sent) => !asksForTriggers(sent))
    .map((sent) => ({
      sql: sent.sql,
      bindings: sent.bindings,
      functions: sweeps(sent) ? 0 : sent.functions,
    }));
}

const everywhere: Readonly<Record<string, Build>> = {
  'createTable with columns of all types': (schema, knex) =>
    schema.createTable('t', (table) => {
      table.tinyint('a1');
      table.smallint('a2');
      table.mediumint('a3');
      table.integer('a4').unsigned().notNullable().defaultTo(7);
      table.bigint('a5').nullable();
      table.decimal('a6', 10, 3).defaultTo(1.5);
      table.float('a7');
      table.double('a8');
      table.boolean('a9').notNullable().defaultTo(true);
      table.date('b1');
      table.datetime('b2').defaultTo(knex.fn.now());
      table.timestamp('b3', { useTz: false });
      table.time('b4');
      table.string('c1').defaultTo('it is');
      table.string('c2', 40).comment('that is');
      table.text('c3');
      table.binary('c4');
      table.json('d1').defaultTo('{}');
      table.jsonb('d2');
      table.uuid('d3').defaultTo(knex.fn.uuid());
      table.specificType('e1', 'char(3) not null');
      table.timestamps(true, true);
    }),
  'createTable with a comment': (schema) =>
    schema.createTable('t', (table) => {
      table.integer('a');
      table.comment('what it is for');
    }),
  'a column called like nothing else': (schema) =>
    schema.createTable('Order', (table) => {
      table.integer('select');
      table.integer('two words');
      table.integer('it\'s "quoted" `twice`');
    }),
  'alterTable that adds columns': (schema) =>
    schema.alterTable('t', (table) => {
      table.string('a').notNullable().defaultTo('none');
      table.timestamps();
    }),
  'alterTable by its other name': (schema) => schema.table('t', (table) => table.integer('a')),
  'dropTable and dropTableIfExists': (schema) => schema.dropTable('a').dropTableIfExists('b'),
  'tables of a schema': (schema) =>
    schema
      .withSchema('s')
      .createTable('t', (table) => table.integer('a'))
      .dropTable('t'),
  'raw with bindings': (schema) =>
    (schema as unknown as { raw(sql: string, bindings: unknown[]): unknown }).raw(
      'select ? as ??',
      [1, 'a'],
    ),
  hasTable: (schema) => schema.hasTable('t'),
  hasColumn: (schema) => schema.hasColumn('t', 'a'),
  views: (schema, knex) =>
    schema
      .createView('v', (view) => {
        view.columns(['a']);
        view.as(knex('t').select('a').where('a', '>', 3));
      })
      .dropViewIfExists('v'),
  'several of them in one builder': (schema) =>
    schema
      .createTable('a', (table) => table.integer('x'))
      .raw('select 1')
      .dropTable('a')
      .createTable('b', (table) => table.integer('y')),
};

const somewhere: Readonly<Record<DialectName, Readonly<Record<string, Build>>>> = {
  sqlite: {},
  postgres: {
    schemas: (schema) =>
      schema.createSchema('s').dropSchemaIfExists('s').createSchemaIfNotExists('s'),
    'altered, dropped and nullable columns': (schema) =>
      schema.alterTable('t', (table) => {
        table.string('a', 40).notNullable().defaultTo('x').alter();
        table.setNullable('b');
        table.dropNullable('c');
        table.dropColumns('d', 'e');
        table.dropTimestamps();
      }),
    'tables that inherit': (schema) =>
      schema.createTable('t', (table) => {
        table.integer('a');
        table.inherits('p');
      }),
    'types of enums': (schema) =>
      schema.createTable('t', (table) => {
        table.enu('a', ['x'], { useNative: true, enumName: 'of_a' });
      }),
    'materialized views': (schema, knex) =>
      schema
        .createMaterializedView('v', (view) => view.as(knex('t').select('a')))
        .refreshMaterializedView('v'),
  },
  mysql: {
    'altered, dropped and nullable columns': (schema) =>
      schema.alterTable('t', (table) => {
        table.string('a', 40).notNullable().defaultTo('x').comment('y').after('z').alter();
        table.setNullable('b');
        table.dropNullable('c');
        table.dropColumns('d', 'e');
      }),
    'engines, character sets and collations': (schema) =>
      schema.createTable('t', (table) => {
        table.string('a').collate('utf8mb4_bin');
        table.engine('InnoDB');
        table.charset('utf8mb4');
        table.collate('utf8mb4_bin');
      }),
    'increments and enums, which bear no name': (schema) =>
      schema.createTable('t', (table) => {
        table.increments('id').comment('counts');
        table.enu('size', ['small', 'large']).notNullable();
      }),
  },
};

/** The same tables by both, with the names given by hand; plain Knex does not quote those of checks. */
const byHand: Readonly<Record<string, (quote: (name: string) => string) => Build>> = {
  'keys of createTable': (quote) => (schema) =>
    schema.createTable('t', (table) => {
      table.integer('a').notNullable();
      table.integer('b');
      table.primary(['a', 'b'], 'Key-Of-T');
      table.unique(['a'], { indexName: 'Unique-Of-T' });
      table.index(['b'], 'Index-Of-T');
      table.foreign(['b'], 'Foreign-Of-T').references(['id']).inTable('r').onDelete('cascade');
      table.check('a > 0', [], quote('Check-Of-T'));
    }),
  'keys of columns': () => (schema) =>
    schema.createTable('t', (table) => {
      table.uuid('id').primary('Key-Of-T');
      table.integer('a').unique({ indexName: 'Unique-Of-T' }).index('Index-Of-T');
      table.integer('b').references('id').inTable('r').withKeyName('Foreign-Of-T');
    }),
  'indexes of alterTable, and their drops': (quote) => (schema) =>
    schema.alterTable('t', (table) => {
      table.unique(['a', 'b'], { indexName: 'Unique-Of-T' });
      table.index(['b'], 'Index-Of-T');
      table.dropIndex(['b'], 'Other-Index');
      table.check('a > 0', [], quote('Check-Of-T'));
      table.dropChecks(quote('Check-Of-T'));
    }),
};

for (const { dialect, client } of clients) {
  describe(`the SQL of a wrapped schema [${dialect}]`, () => {
    const knex = knexModule({ client, useNullAsDefault: true });
    const wrapped = withNaming(knex);
    const unnamed = { ...everywhere, ...somewhere[dialect] };
    const isSqlite = dialect === 'sqlite';

    for (const [title, build] of Object.entries(unnamed)) {
      it(`is that of plain Knex for ${title}`, () => {
        const plain = statementsOf(build(knex.schema, knex));
        expect(plain).to.not.deep.equal([]);
        for (const builder of [
          build(wrapped.schema, wrapped),
          build(withNaming(knex.schema), knex),
        ]) {
          expect(ownStatementsOf(builder, dialect)).to.deep.equal(plain);
        }
      });

      it(`is the same text by toString(), and the second time, for ${title}`, () => {
        const builder = build(wrapped.schema, wrapped);
        const text = String(builder)
          .split(';\n')
          .filter((sql) => !sql.includes('from pg_trigger'));
        expect(text.join(';\n')).to.equal(String(build(knex.schema, knex)));
        expect(statementsOf(builder)).to.deep.equal(statementsOf(builder));
      });
    }

    for (const [title, build] of Object.entries(byHand)) {
      it(`is that of plain Knex with the same names for ${title}`, () => {
        const mark = dialect === 'postgres' ? '"' : '`';
        const plain = statementsOf(build((name) => `${mark}${name}${mark}`)(knex.schema, knex));
        expect(plain).to.not.deep.equal([]);
        const named = statementsOf(build(verbatim)(wrapped.schema, wrapped));
        expect(named).to.deep.equal(plain);
      });
    }

    it('is that of plain Knex for renames, where names are not carried along', () => {
      const build: Build = (schema) => {
        void schema.renameTable('a', 'b');
        return schema.alterTable('b', (table) => table.renameColumn('c', 'd'));
      };
      const still = withNaming(knex, { carryNames: false });
      expect(statementsOf(build(still.schema, still))).to.deep.equal(
        statementsOf(build(knex.schema, knex)),
      );
    });

    it('is that of plain Knex for all that a convention of no kind names', () => {
      const build: Build = (schema) =>
        schema.createTable('t', (table) => {
          table.increments('id');
          table.integer('a').unique().index();
          table.integer('b').references('id').inTable('r');
          if (!isSqlite) table.integer('c').checkPositive();
        });
      const without = withNaming(knex, { naming: false });
      expect(statementsOf(build(without.schema, without))).to.deep.equal(
        statementsOf(build(knex.schema, knex)),
      );
    });

    it('leaves queries alone', () => {
      const build = (of: Knex): string =>
        String(of('t').insert({ a: 1 })) +
        String(of.select('a').from('t').where('b', '?')) +
        String(of.raw('select ??', ['a']));
      expect(build(wrapped)).to.equal(build(knex));
    });
  });
}

describe('a wrapped schema of PostgreSQL', () => {
  const { schema } = withNaming(knexModule({ client: 'pg' }));

  it('asks for triggers once before it drops columns of a table, and once behind a drop of one', () => {
    const sent = statementsOf(
      schema
        .alterTable('t', (table) => table.dropColumns('a', 'b'))
        .dropTable('t')
        .createTable('u', (table) => table.integer('a'))
        .alterTable('u', (table) => table.integer('b')),
    );
    expect(sent.filter(asksForTriggers)).to.have.length(1);
    expect(sent.map(({ functions }) => functions)).to.deep.equal([1, 0, 1, 0, 0]);
  });
});

describeEachDialect('a wrapped schema, run', (dialect) => {
  const own = useSchemaDatabase(dialect);
  const unique = (table: Knex.TableBuilder): unknown => table.integer('a').unique();

  it('is thenable: it is awaited, caught and settled like a promise', async () => {
    const calls: string[] = [];
    await own.schema
      .createTable('thenable', unique)
      .then(() => calls.push('then'))
      .finally(() => calls.push('finally'));
    await own.schema.createTable('thenable', unique).catch(() => calls.push('catch'));
    expect(calls).to.deep.equal(['then', 'finally', 'catch']);
    expect(await own.linesOf('thenable')).to.deep.equal(['uq uq__thenable__a (a)']);
  });

  it('sends the statements of plain Knex, as the events of the Knex tell', async () => {
    const sent: string[] = [];
    const knex = own.test.connect();
    knex.on('query', ({ sql }: Statement) => sent.push(`query ${sql}`));
    knex.on('query-response', (_response, { sql }: Statement) => sent.push(`response ${sql}`));
    const named = (table: Knex.TableBuilder): unknown =>
      table.integer('a').unique({ indexName: 'of_events' });
    await withNaming(knex).schema.createTable('events', named);
    const wrapped = sent.splice(0);
    await knex.schema.dropTable('events');
    sent.length = 0;
    await knex.schema.createTable('events', named);
    expect(wrapped).to.have.length(4);
    expect(wrapped).to.deep.equal(sent);
  });

  it('names in the transaction that transacting() is given, wrapped or not', async () => {
    for (const wrap of [withNaming, (trx: Knex.Transaction) => trx]) {
      const name = wrap === withNaming ? 'transacting_a' : 'transacting_b';
      await own.knex.transaction(async (trx) => {
        const schema = own.schema as unknown as {
          transacting(trx: Knex.Transaction): Knex.SchemaBuilder;
        };
        await schema.transacting(wrap(trx)).createTable(name, unique);
      });
      expect(await own.linesOf(name)).to.deep.equal([`uq uq__${name}__a (a)`]);
    }
  });

  it('names within a migration that opens transactions itself', async () => {
    const migration: Knex.Migration = {
      async up(knex) {
        const wrapped = withNaming(knex);
        await wrapped.schema.createTable('migrated_a', unique);
        await wrapped.transaction(async (trx) => {
          await trx.schema.createTable('migrated_b', unique);
          await trx('migrated_b').insert({ a: 1 });
        });
      },
      async down(knex) {
        const wrapped = withNaming(knex);
        await wrapped.schema.alterTable('migrated_b', (table) => table.dropUnique(['a']));
        await wrapped.schema.dropTable('migrated_b').dropTable('migrated_a');
      },
    };
    const migrationSource: Knex.MigrationSource<string> = {
      getMigrations: async () => ['one'],
      getMigrationName: (name) => name,
      getMigration: async () => migration,
    };
    await own.knex.migrate.latest({ migrationSource });
    for (const name of ['migrated_a', 'migrated_b']) {
      expect(await own.linesOf(name)).to.deep.equal([`uq uq__${name}__a (a)`]);
    }
    await own.knex.migrate.rollback({ migrationSource });
    expect(await own.knex.schema.hasTable('migrated_a')).to.equal(false);
  });

  it('hands the query context to the mapper of the project, for tables and columns', async () => {
    const contexts: unknown[] = [];
    const database = await createDatabase(dialect);
    try {
      const knex = database.connect({
        wrapIdentifier(name, original, context: unknown) {
          contexts.push(context);
          return original(name);
        },
      });
      const plain = (schema: Knex.SchemaBuilder): void => {
        contexts.length = 0;
        schema
          .queryContext({ of: 'schema' })
          .createTable('context', (table) => {
            table.queryContext({ of: 'table' });
            table.integer('a').queryContext({ of: 'column' });
          })
          .toSQL();
      };
      plain(withNaming(knex).schema);
      const wrapped = new Set(contexts.map((context) => JSON.stringify(context)));
      plain(knex.schema);
      expect(wrapped).to.deep.equal(new Set(contexts.map((context) => JSON.stringify(context))));
      expect([...wrapped].join()).to.include('column');
    } finally {
      await database.drop();
    }
  });
});

describe('Knex, when the wrapper is loaded and used', () => {
  it('has all properties of all its prototypes as before', async () => {
    const project = createProject({}, ['tsx']);
    try {
      const probe = `${root}test/support/patch-probe.ts`;
      const { output, stdout, code } = await project.node(['--import', 'tsx', probe]);
      expect(code, output).to.equal(0);
      const found = JSON.parse(stdout) as { prototypes: number };
      expect(found.prototypes).to.be.greaterThan(20);
      expect(found).to.deep.include({ added: 0, changed: [] });
    } finally {
      project.remove();
    }
  });
});
