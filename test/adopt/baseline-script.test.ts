import { expect } from 'chai';
import { codeText, rawCode } from '../../lib/adopt/baseline-script.ts';
import { dialectNamed } from '../../lib/dialect/dialect-of.ts';

describe('the code of a baseline', () => {
  for (const text of ["it's", 'a\nb', '`', '${x}', '\\', "'`${\\}", '$1', '']) {
    it(`holds ${JSON.stringify(text)} as it is`, () => {
      // eslint-disable-next-line no-eval
      expect((0, eval)(codeText(text))).to.equal(text);
    });
  }

  it('keeps question marks from Knex on PostgreSQL, where it takes them for bindings', () => {
    const context = { config: undefined, schema: null, imports: new Set<never>(), leftOut: [] };
    const codeOf = (name: 'postgres' | 'mysql'): string =>
      rawCode("select '?'", { ...context, dialect: dialectNamed(name) });
    expect(codeOf('postgres')).to.equal(String.raw`knex.raw(${'`'}select '\\?'${'`'})`);
    expect(codeOf('mysql')).to.equal("knex.raw(`select '?'`)");
  });
});
