import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import type { Problem } from '../../lib/errors.ts';
import type { NamingConvention } from '../../lib/naming/convention.ts';
import { verbatim } from '../../lib/naming/verbatim.ts';
import { ConventionError } from '../../lib/schema/convention-error.ts';
import { withNaming } from '../support/with-naming.ts';

describe('TableNamer', () => {
  const snakes: Knex.Config['wrapIdentifier'] = (name, quote) =>
    quote(name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`));

  /** The SQL of a table on PostgreSQL, which is not asked. */
  function sqlOf(
    describeTable: (table: Knex.CreateTableBuilder, knex: Knex) => unknown,
    naming?: NamingConvention,
    config: Partial<Knex.Config> = {},
    name = 't',
  ): string {
    const knex = knexModule({ client: 'pg', ...config });
    const wrapped = withNaming(knex, naming === undefined ? {} : { naming });
    return wrapped.schema
      .createTable(name, (table) => void describeTable(table, knex))
      .toSQL()
      .map(({ sql }: { sql: string }) => sql)
      .join('\n');
  }

  function problemsOf(...args: Parameters<typeof sqlOf>): readonly Problem[] {
    try {
      sqlOf(...args);
    } catch (error) {
      if (error instanceof ConventionError) return error.problems;
      throw error;
    }
    throw new Error('expected a ConventionError');
  }

  it('names by what the database stores, past the mapper of the project', () => {
    const sql = sqlOf(
      (table) => table.integer('teamId').references('teamId').inTable('ourTeam').unique(),
      undefined,
      { wrapIdentifier: snakes },
      'clubMember',
    );
    expect(sql).to.include('"uq__club_member__team_id"');
    expect(sql).to.include('"fk__club_member__team_id__our_team"');
  });

  it('lets the mapper see a given name, but that of a check, and no verbatim one', () => {
    const sql = sqlOf(
      (table) => {
        table.integer('a').unique({ indexName: 'myUnique' });
        table.integer('b').unique({ indexName: verbatim('myVerbatim') });
        table.check('a > 0', {}, 'myCheck');
      },
      undefined,
      { wrapIdentifier: snakes },
    );
    expect(sql).to.include('"my_unique"').and.include('"myVerbatim"');
    expect(sql).to.include('"ck__t__myCheck"');
  });

  it('leaves the schema out of a name, and takes a dot in the name of a table for one', () => {
    const sql = sqlOf((table) => table.integer('a').unique(), undefined, {}, 's.t');
    expect(sql).to.include('"uq__t__a"');
    const label = { uq: 'uq_%(column_0_label)s' };
    expect(sqlOf((table) => table.integer('a').unique(), label, {}, 's.t')).to.include(
      '"uq_s_t_a"',
    );
  });

  it('takes an empty name for none', () => {
    expect(sqlOf((table) => table.integer('a').index(''))).to.include('"ix__t__a"');
  });

  it('quotes what stands in a name', () => {
    expect(sqlOf((table) => table.integer('a"b').checkPositive())).to.include(
      '"ck__t__a""b_positive"',
    );
  });

  it('refuses a given name that is too long, in the unit of the database', () => {
    const [problem] = problemsOf((table) => table.integer('a').index('ü'.repeat(32)));
    expect(problem).to.deep.equal({
      code: 'E_NAME_TOO_LONG',
      where: 't, index(a)',
      what: `bears the name ${'ü'.repeat(32)}, which is longer than 63 bytes`,
      repair: 'Shorten it, or leave it out: the convention cuts names stably.',
    });
  });

  it('asks for the name of an index over an expression, and keeps it', () => {
    const expression = (knex: Knex): string => knex.raw('lower(a)') as unknown as string;
    const [problem] = problemsOf((table, knex) => table.index([expression(knex)]));
    expect(problem).to.include({
      code: 'E_NAME_MISSING',
      what: 'is over an expression, which has no name to make one of',
    });
    expect(sqlOf((table, knex) => table.index([expression(knex)], 'by_lower'))).to.include(
      'create index "by_lower" on "t" (lower(a))',
    );
  });

  it('asks for the name that a template makes one of, whatever the kind', () => {
    const naming = { ix: 'ix_%(constraint_name)s', ck: 'ck_%(constraint_name)s' };
    const problems = problemsOf((table) => {
      table.integer('a').index();
      table.check('a > 0');
    }, naming);
    expect(
      problems.map(({ code, where, what }) => `${code} ${where} ${what}`).toSorted(),
    ).to.deep.equal([
      'E_NAME_MISSING t, check(a > 0) has no name, and the template of the convention (ck) makes one of it',
      'E_NAME_MISSING t, index(a) has no name, and the template of the convention (ix) makes one of it',
    ]);
    expect(sqlOf((table) => table.integer('a').index('by_a'), naming)).to.include('"ix_by_a"');
  });

  it('names unnamed checks of columns by the token of one’s own, too', () => {
    const naming: NamingConvention = {
      ck: 'ck_%(short_constraint_name)s',
      short_constraint_name: ({ name }) => (name ?? '').slice(0, 7),
    };
    expect(sqlOf((table) => table.integer('a').checkPositive(), naming)).to.include('"ck_a_posit"');
  });

  it('hands a token what the constraint refers to', () => {
    const seen: unknown[] = [];
    sqlOf((table) => table.integer('a').references('id').inTable('s.team'), {
      fk: '%(seen)s',
      seen: (constraint, table) => {
        seen.push(constraint, table);
        return 'x';
      },
    });
    expect(seen.slice(-2)).to.deep.equal([
      {
        kind: 'fk',
        name: undefined,
        columns: ['a'],
        referredTable: 'team',
        referredColumns: ['id'],
      },
      { name: 't', schema: undefined },
    ]);
  });
});
