import { expect } from 'chai';
import { renameStatements } from '../../lib/adopt/rename-statements.ts';
import type { Renaming } from '../../lib/adopt/rename-order.ts';

describe('renameStatements', () => {
  const renaming = {
    table: { schema: 'shop', name: 'it"s', indexes: [] },
    item: { name: 'who?' },
    kind: 'uq',
    isIndex: false,
    from: 'who?',
    to: 'uq__b',
  } as unknown as Renaming;

  it('names the schema where it is not the current one, and lets Knex see no binding', () => {
    expect(renameStatements([renaming], 'postgres', 'public')).to.deep.equal({
      forth: [String.raw`alter table "shop"."it""s" rename constraint "who\?" to "uq__b"`],
      back: [String.raw`alter table "shop"."it""s" rename constraint "uq__b" to "who\?"`],
    });
    expect(renameStatements([renaming], 'postgres', 'shop').forth[0]).to.match(
      /^alter table "it""s"/u,
    );
  });
});
