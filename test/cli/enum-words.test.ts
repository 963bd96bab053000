import { expect } from 'chai';
import type { Catalog, CatalogTable } from '../../lib/catalog/catalog.ts';
import { wordsOf } from '../../lib/cli/enum-words.ts';
import type { LiveColumn } from '../../lib/snapshot/live-table.ts';

/** What a check says of a column, as catalogs spell it. */
function wordsByCheck(definition: string, columns = ['size']): readonly string[] | undefined {
  const live = { name: 'size', type: 'text', form: 'plain' } as LiveColumn;
  const table = { constraints: [{ kind: 'ck', columns, definition }] } as unknown as CatalogTable;
  return wordsOf(live, table, { types: [] } as unknown as Catalog);
}

describe('the words of a column', () => {
  it('are those of a check that lists them', () => {
    for (const definition of [
      `check ("size" in ('it''s', 'b, c'))`,
      "check (`size` in ('it''s','b, c'))",
      `CHECK ((size = ANY (ARRAY['it''s'::text, 'b, c'::text])))`,
      `CHECK (("size" = ANY (ARRAY['it''s'::text, 'b, c'::text])))`,
      `CHECK (((size)::text = ANY ((ARRAY['it''s'::character varying, 'b, c'::character varying])::text[])))`,
    ]) {
      expect(wordsByCheck(definition), definition).to.deep.equal(["it's", 'b, c']);
    }
  });

  it('are none of a check that says another thing', () => {
    for (const definition of [
      "check (`size` not in ('a', 'b'))",
      "check (size in ('a', 'b') or other = 1)",
      "CHECK ((size <> ALL (ARRAY['a'::text, 'b'::text])))",
      "CHECK (((size = ANY (ARRAY['a'::text])) OR (length(size) > 3)))",
      "check (size = 'a')",
    ]) {
      expect(wordsByCheck(definition), definition).to.equal(undefined);
    }
    expect(wordsByCheck("check (size in ('a'))", ['size', 'other'])).to.equal(undefined);
  });
});
