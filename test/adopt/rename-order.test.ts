import { expect } from 'chai';
import { orderRenamings, type RenamePlan } from '../../lib/adopt/rename-order.ts';
import type { Catalog, CatalogIndex, CatalogTable } from '../../lib/catalog/catalog.ts';

describe('orderRenamings', () => {
  /** @param wanted names by the present ones */
  function order(present: readonly string[], wanted: Readonly<Record<string, string>>): RenamePlan {
    const indexes = present.map((name) => ({ name }) as CatalogIndex);
    const table = { schema: null, name: 't', constraints: [], indexes } as unknown as CatalogTable;
    const catalog = {
      dialect: 'sqlite',
      tables: [table],
      views: [],
      sequences: [],
    } as unknown as Catalog;
    const found = Object.entries(wanted).map(([from, to]) => {
      const item = { name: from } as CatalogIndex;
      return { table, item, kind: 'ix' as const, isIndex: true, from, to };
    });
    return orderRenamings(found, catalog);
  }

  function moves({ renamings }: RenamePlan): string[] {
    return renamings.map(({ from, to }) => `${from} > ${to}`);
  }

  it('lets go of a name before another takes it', () => {
    expect(moves(order(['a', 'b'], { a: 'b', b: 'c' }))).to.deep.equal(['b > c', 'a > b']);
  });

  it('sends one of a circle by a third name', () => {
    expect(moves(order(['a', 'b', 'c'], { a: 'b', b: 'c', c: 'a' }))).to.deep.equal([
      'a > stairway_0',
      'c > a',
      'b > c',
      'stairway_0 > b',
    ]);
  });

  it('leaves what would take a name that stays, and what waits for it', () => {
    const plan = order(['a', 'b', 'x'], { a: 'x', b: 'a' });
    expect(moves(plan)).to.deep.equal([]);
    expect(plan.problems.map(({ code }) => code)).to.deep.equal(['E_NAME_TAKEN', 'E_NAME_TAKEN']);
  });

  it('tells names apart by more than their case', () => {
    expect(order(['a', 'B'], { a: 'b' }).problems).to.have.length(1);
  });
});
