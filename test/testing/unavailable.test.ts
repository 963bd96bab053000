import { expect } from 'chai';
import { packageProblem, unusableServer } from '../../lib/testing/unavailable.ts';

describe('the reasons why no database can be had', () => {
  it('tell a package that is not installed from one that fails', async () => {
    const name = 'a-package-that-nobody-installed';
    const error: unknown = await import(name).catch((thrown: unknown) => thrown);
    expect(packageProblem(name, 'start a server', error)).to.deep.equal({
      code: 'E_PACKAGE_MISSING',
      where: name,
      what: 'is not installed; it would start a server',
      repair: `npm install --save-dev ${name}`,
    });
    expect(packageProblem('another', 'start a server', error)).to.include({
      code: 'E_PACKAGE_FAILED',
      where: 'another',
    });
  });

  it('show a server without its password', () => {
    const url = new URL('postgres://ada:secret@db.example:5432/app');
    const { message } = unusableServer('PostgreSQL', url, new Error('permission denied'));
    expect(message).to.include('postgres://ada@db.example:5432');
    expect(message).to.include('does not make a database: permission denied');
    expect(message).not.to.include('secret');
  });
});
