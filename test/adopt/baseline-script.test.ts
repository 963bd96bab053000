import { expect } from 'chai';
import { rawCode } from '../../lib/adopt/baseline-script.ts';
import { dialectNamed } from '../../lib/dialect/dialect-of.ts';

describe('the code of a baseline', () => {
  it('keeps question marks from Knex on PostgreSQL, where it takes them for bindings', () => {
    const context = { config: undefined, schema: null, imports: new Set<never>(), leftOut: [] };
    const codeOf = (name: 'postgres' | 'mysql'): string =>
      rawCode("select '?'", { ...context, dialect: dialectNamed(name) });
    expect(codeOf('postgres')).to.equal(String.raw`knex.raw(${'`'}select '\\?'${'`'})`);
    expect(codeOf('mysql')).to.equal("knex.raw(`select '?'`)");
  });
});
