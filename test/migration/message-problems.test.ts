import { expect } from 'chai';
import { problemsOfMessage } from '../../lib/migration/message-problems.ts';
import { compileFileTemplate } from '../../lib/revision/file-template.ts';
import { formatHeader } from '../../lib/revision/header.ts';

const template = compileFileTemplate('%(epoch)d_%(rev)s_%(slug)s');
const fields = { revision: 'a1b2', revises: [], created: undefined };
const code = 'export async function up() {}\n';

describe('problemsOfMessage', () => {
  const codes = (text: string | undefined, file = 'a.ts', slug = 'add_user'): string[] =>
    problemsOfMessage(
      { file: { file, slug, instant: 0, revision: 'a1b2' }, where: `m/${file}`, text },
      template,
    ).map(({ code: kind, where }) => `${kind} ${where}`);

  it('takes what knex-stairway make writes', () => {
    expect(codes(`${formatHeader({ message: 'Add user', ...fields })}\n\n${code}`)).to.deep.equal(
      [],
    );
  });

  it('asks for a header, and for a message in it', () => {
    expect(codes(code)).to.deep.equal(['E_HEADER_MISSING m/a.ts']);
    expect(codes(`/** @param {Knex} knex */\n${code}`, 'a.js')).to.deep.equal([
      'E_HEADER_MISSING m/a.js',
    ]);
    expect(codes(`${formatHeader({ message: '', ...fields })}\n${code}`)).to.deep.equal([
      'E_MESSAGE_MISSING m/a.ts',
    ]);
  });

  it('asks JavaScript without any comment, and a module, for no header', () => {
    for (const extension of ['js', 'cjs', 'mjs']) {
      expect(codes(code, `a.${extension}`)).to.deep.equal([]);
    }
    expect(codes(`${code}//# sourceMappingURL=a.js.map\n`, 'a.js')).to.deep.equal([]);
    expect(codes(undefined)).to.deep.equal([]);
    expect(codes(undefined, 'a.ts', '')).to.deep.equal(['E_SLUG_MISSING m/a.ts']);
  });

  it('asks for a slug where the template has one, and shows the name', () => {
    const file = { file: '0_a1b2.ts', slug: '', instant: 0, revision: 'a1b2' };
    const subject = { file, where: 'm/0_a1b2.ts', text: undefined };
    expect(problemsOfMessage(subject, template)[0]?.repair).to.include('0_a1b2_what_it_does.ts');
    expect(problemsOfMessage(subject, compileFileTemplate('%(epoch)d_%(rev)s'))).to.deep.equal([]);
  });

  it('shows the field to write', () => {
    const of = (revision: string | undefined): string | undefined =>
      problemsOfMessage(
        { file: { file: 'a.ts', slug: 'a', instant: 0, revision }, where: 'a.ts', text: code },
        template,
      )[0]?.repair;
    expect(of('a1b2')).to.include('Revision: a1b2 */');
    expect(of(undefined)).to.include('Created: 1970-01-01T00:00:00.000Z */');
  });
});
