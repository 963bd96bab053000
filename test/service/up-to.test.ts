import { expect } from 'chai';
import { OptionsError } from '../../lib/errors.ts';
import { upTo } from '../../lib/service/up-to.ts';
import { caught } from '../support/migrations.ts';

const listed = ['1_aa_x', '2_bb_y', '21_cc_z'].map((name) => ({ name, item: name }));
const namesUpTo = (to?: string): string[] => upTo(listed, to).map(({ name }) => name);

describe('upTo', () => {
  it('takes a name, the beginning of one, or what stands between underscores', () => {
    expect(namesUpTo()).to.have.length(3);
    expect(namesUpTo('1_aa_x')).to.deep.equal(['1_aa_x']);
    expect(namesUpTo('bb')).to.deep.equal(['1_aa_x', '2_bb_y']);
    expect(namesUpTo('21')).to.have.length(3);
  });

  it('refuses none and several', async () => {
    const several = await caught(OptionsError, () => namesUpTo('2'));
    expect(several.message).to.include('any of 2_bb_y, 21_cc_z');
    const none = await caught(OptionsError, () => namesUpTo('2_bb_yy'));
    expect(none.message).to.include('did you mean "2_bb_y"?');
  });

  it('does not list hundreds of names', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `${1000 + index}_name`);
    const error = await caught(OptionsError, () =>
      upTo(
        many.map((name) => ({ name, item: name })),
        'quite_other',
      ),
    );
    expect(error.message).to.include('The last are 1297_name, 1298_name, 1299_name');
    expect(error.message.length).to.be.lessThan(300);
  });
});
