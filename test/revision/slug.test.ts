import { expect } from 'chai';
import * as fc from 'fast-check';
import { formatSlug } from '../../lib/revision/slug.ts';

describe('formatSlug', () => {
  const slugs: Readonly<Record<string, string>> = {
    'add user': 'add_user',
    "Add the user's e-mail": 'add_the_users_e_mail',
    'Add the user’s e-mail': 'add_the_users_e_mail',
    '  drop: orders.total (v2)  ': 'drop_orders_total_v2',
    'Crème brûlée': 'creme_brulee',
    'Tiếng Việt': 'tieng_viet',
    'İstanbul ile ﬁne': 'istanbul_ile_fine',
    'Добавить таблицу': 'добавить_таблицу',
    'Ёлка и большой ґанок': 'ёлка_и_большой_ґанок',
    ユーザーを追加: 'ユーザーを追加',
    'हिन्दी नाम': 'हिन्दी_नाम',
    'two\nlines': 'two_lines',
    '../../etc/passwd': 'etc_passwd',
  };
  for (const [message, slug] of Object.entries(slugs)) {
    it(`makes ${JSON.stringify(message)} ${slug}`, () => {
      expect(formatSlug(message)).to.equal(slug);
    });
  }

  it('cuts at a word: 40 characters stay, of 41 the last word goes', () => {
    const forty = `${'a'.repeat(19)} ${'b'.repeat(20)}`;
    expect(formatSlug(forty)).to.equal(forty.replace(' ', '_'));
    expect(formatSlug(`${forty}b`)).to.equal('a'.repeat(19));
    expect(formatSlug(`${forty} c`)).to.equal(forty.replace(' ', '_'));
  });

  it('cuts a single long word to 40 characters, whole ones also outside the BMP', () => {
    expect(formatSlug('x'.repeat(60))).to.equal('x'.repeat(40));
    expect(formatSlug('𝛼𠮷'.repeat(30))).to.equal('α𠮷'.repeat(20));
  });

  it('is empty where there is no letter and no digit', () => {
    expect(formatSlug(' ...!? 🎉 ')).to.equal('');
    expect(formatSlug('')).to.equal('');
  });

  it('gives a name that every file system takes, and that is its own slug', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (message) => {
        const slug = formatSlug(message);
        expect(slug).to.match(/^(?:[\p{L}\p{M}\p{N}]+(?:_[\p{L}\p{M}\p{N}]+)*)?$/u);
        expect([...slug].length).to.be.at.most(40);
        expect(slug).to.equal(slug.normalize('NFC'));
        expect(formatSlug(slug)).to.equal(slug);
      }),
    );
  });
});
