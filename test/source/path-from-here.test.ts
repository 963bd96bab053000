import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { pathFromHere } from '../../lib/source/path-from-here.ts';

describe('pathFromHere', () => {
  it('shows what lies below the working directory by the way to it', () => {
    expect(pathFromHere(join(process.cwd(), 'migrations', 'a.ts'))).to.equal(
      join('migrations', 'a.ts'),
    );
  });

  it('shows the working directory as a dot', () => {
    expect(pathFromHere(process.cwd())).to.equal('.');
  });

  it('leaves whole what lies elsewhere', () => {
    const elsewhere = join(dirname(process.cwd()), 'elsewhere', 'a.ts');
    expect(pathFromHere(elsewhere)).to.equal(elsewhere);
  });
});
