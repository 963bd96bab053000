import { expect } from 'chai';
import { isKnownToken, plainTokens, tokenInTemplate, tokenValue } from '../../lib/naming/token.ts';

const table = { name: 'member', schema: 'club' };
const key = {
  kind: 'fk',
  name: undefined,
  columns: ['team_id', 'season'],
  referredTable: 'team',
  referredColumns: ['id', 'year'],
} as const;

describe('isKnownToken', () => {
  it('knows all that SQLAlchemy documents, and the tokens of the convention', () => {
    const numbered = ['name', 'key', 'label'].flatMap((what) => [
      `column_0_${what}`,
      `column_12_${what}`,
      `column_0N_${what}`,
      `column_0_N_${what}`,
      `referred_column_0_${what}`,
      `referred_column_0_N_${what}`,
    ]);
    for (const token of [...plainTokens, ...numbered, 'own']) {
      expect(isKnownToken(token, { own: () => '' }), token).to.equal(true);
    }
  });

  it('knows no near miss, no template and nothing that every object inherits', () => {
    for (const token of [
      'tablename',
      'column_name',
      'column_N_name',
      'column_1N_name',
      'column_0_names',
      'referred_column_name',
      'referred_table',
      'pk',
      'toString',
      'constructor',
      '',
    ]) {
      expect(isKnownToken(token, { pk: 'pk' }), token).to.equal(false);
    }
  });
});

describe('tokenValue', () => {
  const valueOf = (token: string): string | undefined => tokenValue(token, key, table, {});

  it('computes each plain token', () => {
    expect(plainTokens.map(valueOf)).to.deep.equal(['member', 'team', undefined, 'team_id_season']);
  });

  it('labels referred columns with the referred table', () => {
    expect(valueOf('referred_column_0_N_label')).to.equal('team_id_team_year');
    expect(valueOf('column_0_label')).to.equal('club_member_team_id');
  });

  it('hands the constraint and its table to a token of its own', () => {
    const given: unknown[] = [];
    const own = (...args: unknown[]): string => {
      given.push(...args);
      return 'x';
    };
    expect(tokenValue('own', key, table, { own })).to.equal('x');
    expect(given).to.deep.equal([key, table]);
  });

  it('is empty for what a constraint other than a foreign key refers to', () => {
    const unique = { kind: 'uq', name: undefined, columns: ['a'] } as const;
    expect(tokenValue('referred_table_name', unique, table, {})).to.equal('');
    expect(tokenValue('referred_column_0_N_name', unique, table, {})).to.equal('');
  });
});

describe('tokenInTemplate', () => {
  it('finds tokens and doubled percent signs from left to right', () => {
    const found = 'a%%(b)s%(c)s%%%(d e)s%'.matchAll(tokenInTemplate);
    expect([...found].map(([text]) => text)).to.deep.equal(['%%', '%(c)s', '%%', '%(d e)s']);
  });
});
