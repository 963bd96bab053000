import { expect } from 'chai';
import { problemsOfTodos } from '../../lib/migration/todo-problems.ts';

describe('problemsOfTodos', () => {
  it('finds texts that are still to be written, with their lines', () => {
    const text = `knex.schema.alterTable('a', (table) => {
  table.comment('TODO: what it is');
  commentColumn(table, 'b',
    "TODO: what b is for (integer)");
});`;
    expect(problemsOfTodos('m/1.ts', text).map(({ where, what }) => [where, what])).to.deep.equal([
      ['m/1.ts:2', 'still says TODO: what it is'],
      ['m/1.ts:4', 'still says TODO: what b is for (integer)'],
    ]);
  });

  it('leaves the values of an enum, and comments of the code', () => {
    expect(problemsOfTodos('m', "table.enu('state', ['TODO', 'DONE']); // TODO: drop it")).to.be
      .empty;
  });
});
