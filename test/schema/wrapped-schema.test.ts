import { expect } from 'chai';
import type { Knex } from 'knex';
import { withNaming } from '../support/with-naming.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

interface Statement {
  readonly sql: string;
}

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
