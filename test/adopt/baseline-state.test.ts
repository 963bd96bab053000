import { expect } from 'chai';
import { sameMigration, stateOf, type FoundBaseline } from '../../lib/adopt/baseline-state.ts';

const found: FoundBaseline = {
  migration: { name: 'base' } as FoundBaseline['migration'],
  replaces: ['a', '2.5.108.js'],
};

describe('the state of a database before its baseline', () => {
  const cases: readonly (readonly [readonly string[], object])[] = [
    [[], { kind: 'empty' }],
    [['a'], { kind: 'behind', missing: ['2.5.108.js'] }],
    [['a.ts', '2.5.108.js'], { kind: 'replaceable' }],
    [['base'], { kind: 'recorded' }],
    [['base.js', 'later'], { kind: 'recorded' }],
    [['another'], { kind: 'behind', missing: ['a', '2.5.108.js'] }],
  ];
  for (const [recorded, state] of cases) {
    it(`is ${JSON.stringify(state)} with ${recorded.join(', ') || 'nothing'} recorded`, () => {
      expect(stateOf(found, recorded)).to.deep.equal(state);
    });
  }

  it('does not take a number for an extension', () => {
    expect(sameMigration('2.5.108', '2.5.109')).to.equal(false);
  });
});
