import { expect } from 'chai';
import { KnownForms } from '../../lib/catalog/known-forms.ts';

describe('KnownForms', () => {
  const make = (): { forms: KnownForms<object>; recall(key: string, text: string): object } => {
    const forms = new KnownForms<object>();
    return { forms, recall: (key, text) => forms.recall(key, text, () => ({ text })) };
  };

  it('gives back the object of a form that was there before another', () => {
    const { recall } = make();
    const [first, second] = [recall('a', '1'), recall('a', '2')];
    expect(
      [recall('a', '1'), recall('a', '2')].map((each, at) => each === [first, second][at]),
    ).to.deep.equal([true, true]);
    expect(first).to.deep.equal({ text: '1' });
  });

  it('builds anew what is of another thing, or was forgotten behind two others', () => {
    const { recall } = make();
    const first = recall('a', '1');
    expect(recall('b', '1')).to.not.equal(first);
    recall('a', '2');
    recall('a', '3');
    expect(recall('a', '1')).to.not.equal(first);
  });
});
