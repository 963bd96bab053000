import { expect } from 'chai';
import type { Knex } from 'knex';
import { auditCatalog } from '../../lib/catalog/audit-catalog.ts';
import type { Finding } from '../../lib/catalog/finding.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { defaultNaming } from '../../lib/naming/convention.ts';
import type { Conventions } from '../../lib/schema/conventions.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { namingOnly } from '../support/with-naming.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

describeEachDialect('auditCatalog', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    knex = database.connect({ log: { warn: () => {} } });
  });
  afterEach(() => database?.drop());

  async function namesFound(
    conventions?: Parameters<typeof auditCatalog>[1],
  ): Promise<Record<string, readonly [code: string, expected: string | null]>> {
    const findings = auditCatalog(await readCatalog(knex), conventions);
    return Object.fromEntries(
      findings
        .filter(({ code }) => code.startsWith('E_NAME'))
        .map(({ where, code, expected }) => [where, [code, expected]]),
    );
  }

  /** One of each kind, built by a schema builder of either kind. */
  async function build(schema: Knex, isNamed: boolean): Promise<void> {
    await schema.schema.createTable('team', (table) => {
      table.uuid('id').primary();
    });
    await schema.schema.createTable('member', (table) => {
      table.uuid('id').primary();
      table.uuid('team_id').references('id').inTable('team');
      table.string('email', 99).unique();
      table.integer('age').index();
      table.string('note', 99);
      if (isNamed) table.check("note <> ''", [], 'note_given');
    });
  }

  it('finds nothing in what the conventions built', async () => {
    await build(withConventions(knex, namingOnly), true);
    expect(Object.isFrozen(auditCatalog(await readCatalog(knex)))).to.equal(true);
    expect(await namesFound()).to.deep.equal({});
  });

  it('tells the name that each should bear which plain Knex has named', async () => {
    await build(knex, false);
    const off = 'E_NAME_OFF_CONVENTION';
    expect(await namesFound()).to.deep.equal({
      ...(dialect === 'postgres' && {
        'primary key team_pkey on team': [off, 'pk__team'],
        'primary key member_pkey on member': [off, 'pk__member'],
        'foreign key member_team_id_foreign on member': [off, 'fk__member__team_id__team'],
        'unique constraint member_email_unique on member': [off, 'uq__member__email'],
        'index member_age_index on member': [off, 'ix__member__age'],
      }),
      ...(dialect === 'mysql' && {
        'foreign key member_team_id_foreign on member': [off, 'fk__member__team_id__team'],
        'unique constraint member_email_unique on member': [off, 'uq__member__email'],
        'index member_age_index on member': [off, 'ix__member__age'],
      }),
      ...(dialect === 'sqlite' && {
        'unnamed primary key of id on team': ['E_NAME_MISSING', 'pk__team'],
        'unnamed primary key of id on member': ['E_NAME_MISSING', 'pk__member'],
        'unnamed foreign key of team_id on member': ['E_NAME_MISSING', 'fk__member__team_id__team'],
        'index member_email_unique on member': [off, 'uq__member__email'],
        'index member_age_index on member': [off, 'ix__member__age'],
      }),
    });
  });

  it('tells names that were given by hand apart, and embellishes that of a check', async () => {
    await knex.schema.createTable('t', (table) => {
      table.integer('a').index('my_index');
      table.check('a > 0', [], 'positive_a');
    });
    expect(await namesFound()).to.deep.equal({
      'index my_index on t': ['E_NAME_BY_HAND', 'ix__t__a'],
      'check positive_a on t': ['E_NAME_BY_HAND', 'ck__t__positive_a'],
    });
  });

  it('takes a check for one of the convention by what stands around its name, cut or not', async () => {
    await withConventions(knex, namingOnly).schema.createTable('t', (table) => {
      table.integer('a');
      table.check('a > 0', [], 'positive');
      table.check('a < 9', [], `small_${'x'.repeat(70)}`);
    });
    expect(await namesFound()).to.deep.equal({});
  });

  it('takes names of each convention of a history, and expects those of the newest', async () => {
    const old = { naming: { ...defaultNaming, ix: 'old_%(all_column_names)s' } };
    const history: Conventions[] = [
      old,
      { since: '2024-01-01', naming: { ...defaultNaming, ix: 'new_%(all_column_names)s' } },
      { since: '2999-01-01', naming: { ...defaultNaming, ix: 'later_%(all_column_names)s' } },
    ];
    await knex.schema.createTable('t', (table) => {
      table.integer('a').index('old_a');
      table.integer('b').index('new_b');
      table.integer('c').index('other_c');
    });
    expect(await namesFound(history)).to.deep.equal({
      'index other_c on t': ['E_NAME_BY_HAND', 'new_c'],
    });
    expect(await namesFound(false)).to.deep.equal({});
    expect(await namesFound({ naming: false })).to.deep.equal({});
    expect(await namesFound({ since: '2999-01-01' })).to.deep.equal({});
  });

  it('leaves alone what no template can name: expressions, kinds without a template', async () => {
    await knex.schema.createTable('t', (table) => {
      table.string('a', 9).index('anything');
    });
    if (dialect !== 'mysql') await knex.raw('create index by_lower on t (lower(a))');
    expect(await namesFound({ naming: { ...defaultNaming, ix: undefined } })).to.deep.equal({});
    expect(Object.keys(await namesFound())).to.deep.equal(['index anything on t']);
  });

  it('finds each table and column without a comment that the policy of today requires', async () => {
    // On SQLite the wrapper alone keeps comments.
    const schema = withConventions(knex, {
      comments: { tables: 'optional', columns: 'optional' },
    }).schema;
    await schema
      .createTable('t', (table) => {
        table.comment('What it is');
        table.integer('a').comment('Why it is');
        table.integer('b');
      })
      .createTable('u', (table) => void table.integer('c').comment('x'));
    const catalog = await readCatalog(knex);
    const found = (conventions: Parameters<typeof auditCatalog>[1]): string[] =>
      auditCatalog(catalog, conventions)
        .filter(({ code }: Finding) => code === 'E_COMMENT_MISSING')
        .map(({ where }: Finding) => where);
    expect(found({})).to.deep.equal(['column t.b', 'table u']);
    expect(found({ comments: { tables: 'optional' } })).to.deep.equal(['column t.b']);
    expect(found({ comments: { except: ['t.b', /^u$/u] } })).to.deep.equal([]);
    expect(found({ comments: false })).to.deep.equal([]);
    expect(found(false)).to.deep.equal([]);
    expect(found({ since: '2999-01-01' })).to.deep.equal([]);
    expect(found({ comments: { sqliteTable: false } })).to.deep.equal(
      dialect === 'sqlite' ? [] : ['column t.b', 'table u'],
    );
  });
});
