import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';

/** Builds something by a schema builder, which is not sent. */
export type Build = (schema: Knex.SchemaBuilder, knex: Knex) => unknown;

/** What plain Knex and the wrapper send alike on all databases, by what it is. */
export const everywhere: Readonly<Record<string, Build>> = {
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

/** The same of what one database has. */
export const somewhere: Readonly<Record<DialectName, Readonly<Record<string, Build>>>> = {
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
/** The same where each name is given by hand; `quote` makes it one that stays as it is. */
export const byHand: Readonly<Record<string, (quote: (name: string) => string) => Build>> = {
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
