import { expect } from 'chai';
import { settleComments } from '../../lib/comment/comment-policy.ts';
import { OptionsError } from '../../lib/errors.ts';
import { defaultNaming } from '../../lib/naming/convention.ts';
import {
  problemsOfConventions,
  settleConventions,
  type Conventions,
} from '../../lib/schema/conventions.ts';
import { caught } from '../support/migrations.ts';

describe('settleConventions', () => {
  it('takes the default convention, and carries names along', () => {
    expect(settleConventions({})).to.deep.equal({
      naming: defaultNaming,
      namings: [defaultNaming],
      comments: settleComments(),
    });
    expect(settleConventions({ naming: undefined } as unknown as Conventions)).to.deep.equal(
      settleConventions({}),
    );
  });

  it('leaves all names to Knex with naming: false', () => {
    expect(settleConventions({ naming: false })).to.deep.include({ naming: {}, namings: [] });
  });

  it('carries no names along with carryNames: false', () => {
    expect(settleConventions({ carryNames: false }).namings).to.deep.equal([]);
  });

  it('takes a dictionary that names one kind only', () => {
    const naming = { pk: 'pk_%(table_name)s' };
    expect(settleConventions({ naming }).naming).to.equal(naming);
  });

  it('takes doubled percent signs, tokens of one’s own and templates without tokens', () => {
    const naming = {
      pk: '%%_%(own-token)s_100%%',
      uq: 'one',
      ix: undefined,
      'own-token': () => 'x',
    };
    expect(problemsOfConventions({ naming })).to.deep.equal([]);
  });

  const offences: readonly (readonly [title: string, naming: unknown, what: string])[] = [
    ['an unknown token', { uq: '%(tabel_name)s' }, 'holds %(tabel_name)s, which is no token'],
    [
      'a token of another database',
      { uq: '%(column_1N_name)s' },
      'holds %(column_1N_name)s, which',
    ],
    ['an empty token', { uq: '%()s' }, 'holds %()s, which is no token'],
    ['a token without its s', { uq: 'uq_%(table_name)' }, 'holds %(table_name), which is no token'],
    ['a lone percent sign', { uq: 'uq_%(table_name)s_100%' }, 'holds %, which is no token'],
    ['what every object inherits', { uq: '%(constructor)s' }, 'holds %(constructor)s, which'],
    ['a template of one’s own as token', { uq: '%(pk)s', pk: 'x' }, 'holds %(pk)s, which is no'],
    ['an empty template', { uq: '' }, 'is no template'],
    ['a function for a kind', { uq: () => 'x' }, 'is no template'],
    ['null for a kind', { uq: null }, 'is no template'],
    ['an unknown kind', { uk: 'uk_%(table_name)s' }, 'is no kind of constraint and no function'],
    ['null for all', null, 'is no convention'],
    ['a text for all', 'uq_%(table_name)s', 'is no convention'],
    ['true for all', true, 'is no convention'],
    ['a list', [], 'is no convention'],
  ];
  for (const [title, naming, what] of offences) {
    it(`refuses ${title}`, async () => {
      const conventions = { naming } as Conventions;
      const error = await caught(OptionsError, () => settleConventions(conventions));
      expect(error.problems).to.have.length(1);
      expect(error.problems[0]?.code).to.equal('E_NAMING_TEMPLATE');
      expect(error.problems[0]?.what).to.include(what);
    });
  }

  it('tells all that is wrong at once, with the near miss', async () => {
    const naming = {
      uq: 'uq_%(tabel_name)s_%(all_colum_names)s',
      ix: 'ix_%(shrt)s',
      short: () => 'x',
      ux: 'x',
    };
    const error = await caught(OptionsError, () =>
      settleConventions({ naming, carryName: true } as unknown as Conventions),
    );
    expect(error.message).to.equal(
      [
        'The conventions cannot be used.',
        '',
        '  carryName',
        '    is no option',
        '    → Remove it; did you mean "carryNames"?',
        '',
        '  naming.uq',
        '    holds %(tabel_name)s, which is no token',
        '    → Tokens: did you mean "table_name"?',
        '',
        '  naming.uq',
        '    holds %(all_colum_names)s, which is no token',
        '    → Tokens: did you mean "all_column_names"?',
        '',
        '  naming.ix',
        '    holds %(shrt)s, which is no token',
        '    → Tokens: did you mean "short"?',
        '',
        '  naming.ux',
        '    is no kind of constraint and no function',
        '    → Kinds: did you mean "uq"?; any other key is a token: a function.',
      ].join('\n'),
    );
  });

  it('refuses what is no object', async () => {
    for (const conventions of [null, 'x', true, []]) {
      const error = await caught(OptionsError, () =>
        settleConventions(conventions as unknown as Conventions),
      );
      expect(error.problems.map(({ code, what }) => `${code} ${what}`)).to.deep.equal([
        'E_OPTION are no object',
      ]);
    }
  });

  it('puts the place in a history before what is wrong', () => {
    const conventions = { naming: { uq: '%(x)s' }, sinc: 1 } as unknown as Conventions;
    const where = problemsOfConventions(conventions, 'conventions[1].').map((found) => found.where);
    expect(where).to.deep.equal(['conventions[1].sinc', 'conventions[1].naming.uq']);
  });
});
