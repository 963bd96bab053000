import { expect } from 'chai';
import {
  assertComplete,
  BookkeepingError,
  isAllRecorded,
  listMigrationsOf,
  pendingOf,
} from '../../lib/bookkeeping/listed.ts';
import { caught } from '../support/migrations.ts';
import { sourceOf } from '../support/listed-source.ts';

const config = { tableName: 'knex_migrations', validatesList: true };
const listed = ['a', 'b', 'c'].map((name) => ({ name, item: name }));

describe('listed migrations', () => {
  it('come from any source of Knex, in its order', async () => {
    const source = sourceOf({ b: {}, a: {} });
    expect(await listMigrationsOf({ source, loadExtensions: [] })).to.deep.equal([
      { name: 'b', item: 'b' },
      { name: 'a', item: 'a' },
    ]);
  });

  it('are pending where they are not recorded, also in the middle', () => {
    const names = pendingOf(listed, ['c', 'a', 'gone']).map(({ name }) => name);
    expect(names).to.deep.equal(['b']);
  });

  it('are all recorded where each is, and nothing else', () => {
    const names = ['a', 'b', 'c'];
    expect(isAllRecorded(names, ['a', 'b', 'c']), 'in the same order').to.equal(true);
    expect(isAllRecorded(names, ['c', 'a', 'b']), 'in another').to.equal(true);
    expect(isAllRecorded(names, ['a', 'b']), 'one is pending').to.equal(false);
    expect(isAllRecorded(names, ['a', 'b', 'c', 'gone']), 'one is gone').to.equal(false);
    expect(isAllRecorded([...names, 'b'], ['a', 'b', 'c', 'b']), 'listed twice').to.equal(false);
    expect(isAllRecorded(['a', 'a'], ['a', 'a']), 'listed and recorded twice').to.equal(false);
  });

  it('must hold all that is recorded, unless the configuration asks for less', async () => {
    const { code, problems } = await caught(BookkeepingError, () =>
      assertComplete(listed, ['a', 'gone', 'also_gone'], config),
    );
    expect(code).to.equal('E_BOOKKEEPING');
    expect(problems.map(({ where }) => where)).to.deep.equal([
      'knex_migrations, gone',
      'knex_migrations, also_gone',
    ]);
    assertComplete(listed, ['gone'], { ...config, validatesList: false });
    assertComplete(listed, ['a', 'b', 'c'], config);
  });

  it('tells a file that is recorded with another extension from one that is gone', async () => {
    const repairOf = async (name: string): Promise<string> => {
      const error = await caught(BookkeepingError, () => assertComplete(listed, [name], config));
      return error.problems[0]!.repair;
    };
    expect(await repairOf('a.ts')).to.include("recordAs: '.ts'");
    expect(await repairOf('a.mjs')).to.include("recordAs: 'file'");
    expect(await repairOf('z.ts')).to.include('Bring the file back');
  });

  it('must bear names of their own', async () => {
    const twice = [...listed, { name: 'b', item: 'other' }];
    const { problems } = await caught(BookkeepingError, () => assertComplete(twice, [], config));
    expect(problems.map(({ code, where }) => [code, where])).to.deep.equal([
      ['E_MIGRATION_TWICE', 'b'],
    ]);
  });
});
