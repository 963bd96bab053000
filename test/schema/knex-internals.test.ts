import { expect } from 'chai';
import type { Knex } from 'knex';
import type {
  ClientInternals,
  ColumnBuilderInternals,
  SchemaBuilderInternals,
  TableBuilderInternals,
} from '../../lib/schema/knex-internals.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

/** Where this fails, a new Knex has changed what lib/schema/knex-internals.ts lists. */
describeEachDialect('a Knex that is installed', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;
  let client: ClientInternals;
  /** Runs the callback of a table, and compiles nothing. */
  let quiet: ClientInternals;
  before(async () => {
    database = await createDatabase(dialect);
    knex = database.connect();
    client = knex.client as ClientInternals;
    quiet = Object.create(client, {
      tableCompiler: { value: () => ({ toSQL: () => [] }) },
    }) as ClientInternals;
  });
  after(() => database?.drop());

  const builderOf = (): SchemaBuilderInternals => knex.schema as unknown as SchemaBuilderInternals;

  function tableOf(
    method: TableBuilderInternals['_method'],
    describeTable: (table: Knex.TableBuilder) => unknown,
  ): TableBuilderInternals {
    const table = quiet.tableBuilder(method, 't', null, (of) =>
      describeTable(of as Knex.TableBuilder),
    ) as TableBuilderInternals & { toSQL(): unknown };
    table.toSQL();
    return table;
  }

  const column = (table: TableBuilderInternals): ColumnBuilderInternals => {
    const [statement] = table._statements;
    if (statement?.grouping !== 'columns') throw new TypeError('Knex groups columns otherwise');
    return statement.builder;
  };

  it('has the methods of a client that the wrapper calls and overrides', () => {
    for (const method of [
      'raw',
      'query',
      'queryBuilder',
      'queryCompiler',
      'wrapIdentifierImpl',
      'customWrapIdentifier',
      'schemaBuilder',
      'runner',
      'schemaCompiler',
      'tableBuilder',
      'tableCompiler',
      'columnBuilder',
      'columnCompiler',
    ] as const) {
      expect(client[method], method).to.be.a('function');
    }
    expect(client.dialect).to.be.a('string');
    expect(client.config).to.be.an('object');
  });

  it('connects past its pool, by the driver and the settings that it holds', async () => {
    const { connectionSettings } = client;
    const made: unknown[] = [];
    const driver = new Proxy(client.driver, {
      get(of, property) {
        made.push(property);
        return Reflect.get(of, property) as unknown;
      },
    });
    const apart = Object.create(client, {
      driver: { value: driver },
      connectionSettings: { value: connectionSettings },
    }) as ClientInternals;
    const connection = await apart.acquireRawConnection();
    const { response } = await apart.query(connection, { sql: 'select 1 as one' });
    expect(JSON.stringify(response)).to.include('"one":1');
    await apart.destroyRawConnection(connection);
    const expected = { postgres: ['Client'], mysql: ['createConnection'], sqlite: ['prototype'] };
    expect(made).to.deep.equal(expected[dialect]);
    const provider = database.connect({ connection: () => connectionSettings as object });
    expect((provider.client as ClientInternals).connectionConfigProvider).to.be.a('function');
  });

  it('quotes a name, and lets the mapper of the project see it with the context', () => {
    const seen: unknown[] = [];
    const { client: mapped } = database.connect({
      wrapIdentifier: (name, quote, context) => {
        seen.push([name, context]);
        return quote(`${name}s`);
      },
    }) as { client: ClientInternals };
    expect(mapped.customWrapIdentifier('user', (same) => same, 'context')).to.equal('users');
    expect(seen).to.deep.equal([['user', 'context']]);
    const mark = dialect === 'postgres' ? '"' : '`';
    expect(client.wrapIdentifierImpl(`a${mark}b`)).to.equal(`${mark}a${mark}${mark}b${mark}`);
  });

  it('marks the client of a transaction', async () => {
    expect(client.transacting).not.to.equal(true);
    await knex.transaction(async (trx) => {
      expect((trx.client as ClientInternals).transacting).to.equal(true);
    });
  });

  it('lists the calls of a schema builder, and holds its client', () => {
    const builder = builderOf();
    expect(builder.client).to.equal(client);
    expect(builder._sequence).to.deep.equal([]);
    expect(builder.queryContext()).to.equal(undefined);
    const schema = knex.schema.withSchema('s').createTable('t', () => {});
    const told = schema as unknown as SchemaBuilderInternals;
    expect(told._schema).to.equal('s');
    expect(told._sequence).to.have.length(1);
  });

  it('compiles a schema builder into queries by the methods that are overridden', () => {
    const compiler = client.schemaCompiler(builderOf());
    for (const method of [
      'pushQuery',
      'toSQL',
      'renameTable',
      'dropTable',
      'dropTableIfExists',
    ] as const) {
      expect(compiler[method], method).to.be.a('function');
    }
    compiler.renameTable('a', 'b');
    expect(compiler.sequence.map(({ sql }) => sql)).to.have.length(1);
  });

  it('keeps what a table was told by method, name and statements', () => {
    const table = tableOf('alter', (of) => {
      of.integer('a').primary({ constraintName: 'p' });
      of.unique(['a'], { indexName: 'u' });
      of.index(['a'], 'i', 'hash');
      of.foreign('a', 'f').references('id').inTable('other');
      of.dropForeign(['a'], 'f');
      of.dropColumn('b');
      of.dropChecks(['c']);
    });
    expect(table.client).to.equal(quiet);
    expect([table._method, table._tableName, table._tableNameLike]).to.deep.equal([
      'alter',
      't',
      null,
    ]);
    expect(table._schemaName).to.equal(undefined);
    expect(table._single).to.deep.equal({});
    expect(table.queryContext()).to.equal(undefined);
    const statements = table._statements.map((statement) =>
      statement.grouping === 'alterTable' ? [statement.method, statement.args] : statement.grouping,
    );
    expect(statements).to.deep.equal([
      'columns',
      ['primary', ['a', { constraintName: 'p' }]],
      ['unique', [['a'], { indexName: 'u' }]],
      ['index', [['a'], 'i', 'hash']],
      ['foreign', [{ column: 'a', keyName: 'f', references: 'id', inTable: 'other' }]],
      ['dropForeign', [['a'], 'f']],
      ['dropColumn', ['b']],
      ['dropChecks', [['c']]],
    ]);
  });

  it('groups the checks of a new table, and takes those of an old one for changes', () => {
    const describeTable = (of: Knex.TableBuilder): unknown => of.check('?? > 0', ['a'], 'n');
    expect(tableOf('create', describeTable)._statements).to.deep.equal([
      { grouping: 'checks', args: ['?? > 0', ['a'], 'n'] },
    ]);
    expect(tableOf('alter', describeTable)._statements).to.deep.equal([
      { grouping: 'alterTable', method: 'check', args: ['?? > 0', ['a'], 'n'] },
    ]);
  });

  it('keeps the table, the type, the arguments and the modifiers of a column', () => {
    const table = tableOf('create', (of) =>
      of.decimal('a', 10, 2).checkPositive('n').comment('c').nullable(),
    );
    const { client: of, _tableBuilder, _type, _args, _method, _modifiers } = column(table);
    expect([of, _tableBuilder]).to.deep.equal([quiet, table]);
    expect([_type, _args, _method]).to.deep.equal(['decimal', ['a', 10, 2], 'add']);
    expect(_modifiers).to.deep.include({ checkPositive: ['n'], comment: ['c'] });
    const altered = column(tableOf('alter', (alter) => alter.integer('a').alter()));
    expect(altered._method).to.equal('alter');
  });

  it('keeps the arguments of each check at the position that is known', () => {
    const table = tableOf('create', (of) =>
      of
        .integer('a')
        .checkPositive('1')
        .checkNegative('2')
        .checkIn(['x'], '3')
        .checkNotIn(['x'], '4')
        .checkBetween([1, 2], '5')
        .checkLength('>', 1, '6')
        .checkRegex('x', '7'),
    );
    expect(column(table)._modifiers).to.deep.include({
      checkPositive: ['1'],
      checkNegative: ['2'],
      checkIn: [['x'], '3'],
      checkNotIn: [['x'], '4'],
      checkBetween: [[1, 2], '5'],
      checkLength: ['>', 1, '6'],
      checkRegex: ['x', '7'],
    });
  });

  it('says by the options of a type whether a column is the primary key', () => {
    const types = (describeTable: (of: Knex.TableBuilder) => unknown): unknown[] => {
      const { _type, _args } = column(tableOf('create', describeTable));
      return [_type, ..._args];
    };
    expect(types((of) => of.increments('a', { primaryKey: false }))).to.deep.equal([
      'increments',
      'a',
      { primaryKey: false },
    ]);
    expect(types((of) => of.bigIncrements('a'))).to.deep.equal(['bigIncrements', 'a']);
    expect(types((of) => of.uuid('a', { primaryKey: true }))).to.deep.equal([
      'uuid',
      'a',
      { primaryKey: true },
    ]);
    expect(types((of) => of.enu('a', ['x'], { useNative: true, enumName: 'e' }))).to.deep.equal([
      'enu',
      'a',
      ['x'],
      { useNative: true, enumName: 'e' },
    ]);
  });

  it('compiles a table by the methods that are overridden', () => {
    const compiler = client.tableCompiler(tableOf('alter', () => {}));
    for (const method of [
      'pushQuery',
      'tableName',
      'primary',
      'createLike',
      'renameColumn',
      'dropUnique',
      'dropPrimary',
      'dropForeign',
      'dropForeignIfExists',
      'dropPrimaryIfExists',
      'dropUniqueIfExists',
      'dropChecks',
    ] as const) {
      expect(compiler[method], method).to.be.a('function');
    }
    expect(compiler.tableBuilder).to.have.property('_tableName', 't');
    expect(compiler).to.deep.include({ tableNameRaw: 't', method: 'alter', sequence: [] });
    expect(compiler.bindings).to.deep.equal([]);
    expect(compiler.client).to.equal(client);
  });

  it('compiles a column by the methods that are overridden', () => {
    const table = tableOf('create', (of) => of.integer('a'));
    const tableCompiler = client.tableCompiler(table);
    expect(tableCompiler.grouped.columns?.[0]?.builder).to.equal(column(table));
    const compiler = client.columnCompiler(tableCompiler, column(table));
    for (const method of ['enu', '_check', '_pushAlterCheckQuery'] as const) {
      expect(compiler[method], method).to.be.a('function');
    }
    expect(compiler.tableCompiler).to.equal(tableCompiler);
    expect(compiler.columnBuilder).to.equal(column(table));
    expect(compiler.client).to.equal(client);
  });

  it('runs a callback at each compilation of a table, and awaits its output on the connection', async () => {
    let calls = 0;
    const builder = knex.schema.createTable('counted', (table) => {
      calls += 1;
      table.integer('a');
    });
    builder.toSQL();
    await builder;
    expect(calls).to.equal(2);

    const compiler = client.schemaCompiler(builderOf());
    let answer: unknown;
    compiler.pushQuery({
      sql: 'select 1 as one',
      bindings: [],
      async output() {
        expect(this.connection).to.be.an('object');
        await this.query({ sql: 'create table by_output (a int)', bindings: [] });
        answer = 'awaited';
        return [];
      },
    });
    const told = builderOf();
    told.client = Object.create(client, {
      schemaCompiler: { value: () => compiler },
    }) as ClientInternals;
    await (told as unknown as Knex.SchemaBuilder);
    expect(answer).to.equal('awaited');
    expect(await knex.schema.hasTable('by_output')).to.equal(true);
  });
});

describeEachDialect(
  'a Knex that is installed, for SQLite',
  (dialect) => {
    it('runs what a producer of statements makes when its turn comes, in its order', async () => {
      const database = await createDatabase(dialect);
      try {
        const knex = database.connect();
        const client = knex.client as ClientInternals;
        const builder = knex.schema as unknown as SchemaBuilderInternals;
        const compiler = client.schemaCompiler(builder);
        compiler.pushQuery({
          sql: 'select 1',
          bindings: [],
          statementsProducer: async (response, connection) => {
            expect(response).to.equal(undefined);
            const { response: rows } = await client.query(connection, { sql: 'select 1 as one' });
            expect(rows).to.deep.equal([{ one: 1 }]);
            return {
              pre: ['create table log (step text)', "insert into log values ('pre')"],
              sql: ["insert into log values ('sql')"],
              check: null,
              post: ["insert into log values ('post')"],
            };
          },
        });
        builder.client = Object.create(client, {
          schemaCompiler: { value: () => compiler },
        }) as ClientInternals;
        await (builder as unknown as Knex.SchemaBuilder);
        expect(await knex('log').pluck('step')).to.deep.equal(['pre', 'sql', 'post']);
      } finally {
        await database.drop();
      }
    });
  },
  ['sqlite'],
);
