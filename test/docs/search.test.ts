import { expect } from 'chai';
import type { PageTable } from '../../lib/docs/page-data.ts';
import { search } from '../../lib/docs/search.ts';

const tables = [
  tableOf('order', ['id', 'user_id', 'E-Mail']),
  tableOf('super_user', ['id']),
  tableOf('user', ['id', 'email']),
];

describe('the search of the page', () => {
  it('ranks names that begin with it before names that hold it, and columns last', () => {
    expect(found('user')).to.deep.equal(['user', 'super_user', 'order: user_id']);
  });

  it('finds by columns, in any case, and says which', () => {
    expect(found('MAIL')).to.deep.equal(['order: E-Mail', 'user: email']);
  });

  it('wants every word, and takes a dot for the border of table and column', () => {
    expect(found('user mail')).to.deep.equal(['order: user_id, E-Mail', 'user: email']);
    expect(found('user.email')).to.deep.equal(['user: email']);
    expect(found('user.nothing')).to.deep.equal([]);
  });

  it('finds all tables where nothing is sought', () => {
    expect(found(' ')).to.deep.equal(['order', 'super_user', 'user']);
  });
});

function tableOf(label: string, columns: readonly string[]): PageTable {
  return { id: `table-${label}`, label, isView: false, columns, keys: [] };
}

function found(query: string): string[] {
  return search(tables, query).map(({ table, columns }) =>
    columns.length === 0 ? table.label : `${table.label}: ${columns.join(', ')}`,
  );
}
