import { expect } from 'chai';
import { anchors, keyOf, labels } from '../../lib/docs/anchor.ts';

describe('the anchors of tables', () => {
  it('are of letters, digits, _ and - only, and no two are alike in any case', () => {
    const names = ['user', 'User', 'a b', 'a-b', 'a"b', '<b>', '表', '', 'user-2'];
    const ids = anchors(names.map((name) => ({ schema: 'public', name })));
    expect([...ids.values()]).to.deep.equal([
      'table-user',
      'table-User-2',
      'table-a-b',
      'table-a-b-2',
      'table-a-b-3',
      'table--b-',
      'table-表',
      'table-',
      'table-user-2-2',
    ]);
    expect(ids.get(keyOf('public', 'a"b'))).to.equal('table-a-b-3');
  });

  it('bear the schema where there are several, and only there', () => {
    const one = labels([{ schema: 'public', name: 'a' }]);
    expect(one('public', 'a')).to.equal('a');
    expect(one('other', 'a')).to.equal('other.a');
    expect(one(null, 'a')).to.equal('a');
    const two = labels([
      { schema: 'public', name: 'a' },
      { schema: 'log', name: 'a' },
    ]);
    expect(two('public', 'a')).to.equal('public.a');
  });
});
