import { expect } from 'chai';
import { mysql } from '../../lib/dialect/mysql.ts';
import { postgres } from '../../lib/dialect/postgres.ts';
import { defaultNaming, type NamingConvention } from '../../lib/naming/convention.ts';
import { renamingsAfter, renamingsOfCopy } from '../../lib/schema/carry-names.ts';
import type { Move } from '../../lib/schema/move.ts';
import type { LiveConstraint } from '../../lib/schema/live-constraint.ts';

/** A constraint as the database has it after the move. */
function live(
  kind: LiveConstraint['kind'],
  name: string,
  columns: readonly (string | null)[] = [],
  more: Partial<LiveConstraint> = {},
): LiveConstraint {
  return {
    kind,
    name,
    form: 'constraint',
    schema: 'public',
    table: 'squad',
    columns,
    referredTable: undefined,
    referredColumns: [],
    definition: undefined,
    ...more,
  };
}

const table: Move = { table: 'squad', tableBefore: 'team' };
const column: Move = {
  table: 'squad',
  tableBefore: 'squad',
  column: { before: 'size', after: 'count' },
};

describe('renamingsAfter', () => {
  const names = (
    move: Move,
    constraints: readonly LiveConstraint[],
    namings: readonly NamingConvention[] = [defaultNaming],
    dialect = postgres,
  ): Record<string, string> =>
    Object.fromEntries(
      renamingsAfter(move, constraints, namings, dialect).map(({ constraint, name }) => [
        constraint.name,
        name,
      ]),
    );

  it('renames what tells of the table', () => {
    expect(
      names(table, [
        live('pk', 'pk__team', ['id']),
        live('uq', 'uq__team__a_b', ['a', 'b']),
        live('ix', 'ix__team__a', ['a'], { form: 'index' }),
        live('ck', 'ck__team__anything', []),
        live('fk', 'fk__team__up_id__team', ['up_id'], {
          referredTable: 'squad',
          referredColumns: ['id'],
        }),
        live('fk', 'fk__member__team_id__team', ['team_id'], {
          table: 'member',
          referredTable: 'squad',
          referredColumns: ['id'],
        }),
      ]),
    ).to.deep.equal({
      pk__team: 'pk__squad',
      uq__team__a_b: 'uq__squad__a_b',
      ix__team__a: 'ix__squad__a',
      ck__team__anything: 'ck__squad__anything',
      fk__team__up_id__team: 'fk__squad__up_id__squad',
      fk__member__team_id__team: 'fk__member__team_id__squad',
    });
  });

  it('renames what tells of the column, and checks whose name was made of it', () => {
    const referred = { table: 'member', referredTable: 'squad', referredColumns: ['count'] };
    const naming = { ...defaultNaming, fk: 'fk_%(column_0_name)s_%(referred_column_0_name)s' };
    expect(
      names(
        column,
        [
          live('uq', 'uq__squad__a_size', ['a', 'count']),
          live('ck', 'ck__squad__size_positive'),
          live('ck', 'ck__squad__size_enum'),
          live('ck', 'ck__squad__size_is_fine'),
          live('ck', 'ck__squad__resize_positive'),
          live('fk', 'fk_size_size', ['size'], referred),
        ],
        [naming],
      ),
    ).to.deep.equal({
      uq__squad__a_size: 'uq__squad__a_count',
      ck__squad__size_positive: 'ck__squad__count_positive',
      ck__squad__size_enum: 'ck__squad__count_enum',
      fk_size_size: 'fk_size_count',
    });
  });

  it('leaves names that were given by hand, by Knex, or over an expression', () => {
    expect(
      names(table, [
        live('uq', 'by_hand', ['a']),
        live('uq', 'team_a_unique', ['a']),
        live('ck', 'team_a_check'),
        live('ix', 'ix__team__a', ['a', null]),
      ]),
    ).to.deep.equal({});
  });

  it('moves each name within the convention that made it', () => {
    const older = { uq: 'uq_%(table_name)s', ck: 'check_%(constraint_name)s_of_%(table_name)s' };
    expect(
      names(
        table,
        [
          live('uq', 'uq_team', ['a']),
          live('uq', 'uq__team__b', ['b']),
          live('ck', 'check_a_of_team'),
        ],
        [defaultNaming, older],
      ),
    ).to.deep.equal({
      uq_team: 'uq_squad',
      uq__team__b: 'uq__squad__b',
      check_a_of_team: 'check_a_of_squad',
    });
  });

  it('renames no primary key where it bears no name', () => {
    expect(names(table, [live('pk', 'PRIMARY', ['id'])], [defaultNaming], mysql)).to.deep.equal({});
  });

  it('cuts a name that becomes too long, and finds it again on the way back', () => {
    const long = 'x'.repeat(60);
    const there: Move = { table: long, tableBefore: 'team' };
    const [renamed] = Object.values(
      names(there, [live('uq', 'uq__team__a', ['a'], { table: long })]),
    );
    expect(renamed).to.have.length(60);
    const back: Move = { table: 'team', tableBefore: long };
    expect(names(back, [live('uq', renamed ?? '', ['a'], { table: 'team' })])).to.deep.equal({
      [renamed ?? '']: 'uq__team__a',
    });
  });

  it('leaves a check whose name would be cut: it could not be taken apart again', () => {
    const long = 'x'.repeat(60);
    const there: Move = { table: long, tableBefore: 'team' };
    expect(names(there, [live('ck', 'ck__team__a', [], { table: long })])).to.deep.equal({});
  });

  it('renames nothing without a convention', () => {
    expect(names(table, [live('pk', 'pk__team', ['id'])], [])).to.deep.equal({});
    expect(names(table, [live('pk', 'pk__team', ['id'])], [{}])).to.deep.equal({});
  });
});

describe('renamingsOfCopy', () => {
  it('names what was copied, by hand or not, and checks once', () => {
    const copied = renamingsOfCopy(
      table,
      [
        live('pk', 'squad_pkey', ['id']),
        live('uq', 'squad_a_key', ['a']),
        live('ck', 'ck__team__a_positive'),
        live('ck', 'by_hand'),
        live('ck', 'ck__squad__b_positive'),
        live('fk', 'fk__member__team_id__squad', ['team_id'], { table: 'member' }),
      ],
      defaultNaming,
      postgres,
    );
    expect(copied.map(({ constraint, name }) => [constraint.name, name])).to.deep.equal([
      ['squad_pkey', 'pk__squad'],
      ['squad_a_key', 'uq__squad__a'],
      ['ck__team__a_positive', 'ck__squad__a_positive'],
      ['by_hand', 'ck__squad__by_hand'],
    ]);
  });
});
