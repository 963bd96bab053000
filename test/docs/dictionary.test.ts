import { expect } from 'chai';
import { makeDictionary, marksOf } from '../../lib/docs/dictionary.ts';
import {
  columnOf,
  constraintOf,
  emptyCatalog,
  foreignKeyOf,
  shopCatalog,
  tableOf,
} from '../support/shop-catalog.ts';

describe('the dictionary', () => {
  const catalog = {
    ...emptyCatalog,
    tables: [
      tableOf('account', [columnOf('id')], { constraints: [constraintOf('pk', 'pk', ['id'])] }),
      tableOf('profile', [columnOf('account_id'), columnOf('friend_id', 'text', null, true)], {
        constraints: [
          constraintOf('pk', 'pk', ['account_id']),
          foreignKeyOf('fk_a', 'account_id', 'account'),
          foreignKeyOf('fk_f', 'friend_id', 'profile'),
          foreignKeyOf('fk_x', 'friend_id', 'left_out'),
        ],
      }),
    ],
  };
  const { tables } = makeDictionary(catalog);

  it('shows a foreign key at both its tables, and at a table that refers to itself', () => {
    const [account, profile] = tables;
    expect(account!.referredBy.map(({ name }) => name)).to.deep.equal(['fk_a']);
    expect(profile!.refersTo.map(({ name, to }) => [name, to])).to.deep.equal([
      ['fk_a', 'table-account'],
      ['fk_f', 'table-profile'],
      ['fk_x', null],
    ]);
    expect(profile!.referredBy.map(({ name }) => name)).to.deep.equal(['fk_f']);
  });

  it('knows who may refer to nothing, and who to one row only', () => {
    expect(
      tables[1]!.refersTo.map(({ name, optional, unique }) => [name, optional, unique]),
    ).to.deep.equal([
      ['fk_a', false, true],
      ['fk_f', true, false],
      ['fk_x', true, false],
    ]);
  });

  it('marks columns by the keys that they are of', () => {
    expect(marksOf(tables[1]!, 'account_id')).to.deep.equal(['PK', 'FK']);
    expect(marksOf(tables[1]!, 'friend_id')).to.deep.equal(['FK']);
  });

  it('keeps triggers and policies at their table, and sequences that nobody owns', () => {
    const trigger = {
      schema: 'public',
      table: 'account',
      name: 'touch',
      comment: null,
      definition: '',
      enabled: 'origin' as const,
    };
    const sequence = {
      schema: 'public',
      name: 'free',
      comment: null,
      ownedBy: null,
      type: 'bigint',
      start: '1',
      increment: '1',
      min: '1',
      max: '9',
      cache: '1',
      cycle: false,
    };
    const owned = {
      ...sequence,
      name: 'owned',
      ownedBy: { schema: 'public', table: 'account', column: 'id' },
    };
    const made = makeDictionary({ ...catalog, triggers: [trigger], sequences: [sequence, owned] });
    expect(made.tables[0]!.triggers).to.deep.equal([trigger]);
    expect(made.sequences).to.deep.equal([{ ...sequence, label: 'free' }]);
  });

  it('is made of 500 tables in less than a second', () => {
    const start = performance.now();
    expect(makeDictionary(shopCatalog(500)).tables).to.have.length(500);
    expect(performance.now() - start).to.be.below(1000);
  });
});
