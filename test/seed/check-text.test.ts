import { expect } from 'chai';
import { expressionOf, literalsIn, namesIn } from '../../lib/seed/check-text.ts';

describe('the text of a check', () => {
  it('names columns in any case and quotes, but not within texts', () => {
    const columns = ['a', 'B', "it's", 'c', 'state'];
    const check = `CHECK ((("it's" = 'c') AND (A < \`b\`)) OR (status = 'it''s "state"'))`;
    expect(namesIn(check, columns)).to.deep.equal(['a', 'B', "it's"]);
  });

  it('holds literals: a text that is a number is both, and a name none', () => {
    const check = `CHECK (a1 > '-5'::integer and b in ('x', 'it''s', '2.5') and c <> -7 and "8" > d2)`;
    expect(literalsIn([check])).to.deep.equal({
      texts: ['-5', 'x', "it's", '2.5'],
      numbers: [-7, -5, 2.5],
    });
  });

  it('is what stands between the outermost brackets', () => {
    expect(expressionOf('CHECK ((a > (1))) NOT VALID')).to.equal('((a > (1)))');
  });
});
