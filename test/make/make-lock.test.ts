import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { withMakeLock } from '../../lib/make/make-lock.ts';
import { caught, useProjects } from '../support/migrations.ts';

describe('withMakeLock', () => {
  const createProject = useProjects();
  const { TMPDIR } = process.env;
  let tmp: string;

  /** The locks that are held now. */
  const locks = (): string[] => readdirSync(tmp).map((file) => join(tmp, file));

  beforeEach(() => {
    tmp = createProject({}).folder;
    process.env['TMPDIR'] = tmp;
  });
  afterEach(() => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  });

  /** Path of the lock of a source with these folders. */
  async function lockOf(folders: readonly string[]): Promise<string> {
    return withMakeLock(folders, () => locks().join('\n'));
  }

  it('holds one lock while it makes, in the temporary folder, and frees it', async () => {
    expect(await lockOf(['/migrations'])).to.match(/knex-stairway-make-[0-9a-f]{16}\.lock$/u);
    expect(locks()).to.deep.equal([]);
  });

  it('returns what was made, and frees the lock where making throws', async () => {
    expect(await withMakeLock(['/migrations'], () => 'made')).to.equal('made');
    await caught(RangeError, () =>
      withMakeLock(['/migrations'], () => {
        throw new RangeError('no');
      }),
    );
    expect(locks()).to.deep.equal([]);
  });

  it('has one lock for each source', async () => {
    const [a, again, b] = [['/a', '/b'], ['/a', '/b'], ['/b']].map(lockOf);
    expect(await a).to.equal(await again);
    expect(await a).not.to.equal(await b);
  });

  it('waits for another process to end', async () => {
    const lock = await lockOf(['/migrations']);
    writeFileSync(lock, '');
    let isFree = false;
    const made = withMakeLock(['/migrations'], () => isFree);
    await setTimeout(60);
    isFree = true;
    rmSync(lock);
    expect(await made).to.equal(true);
  });

  it('takes over a lock that is older than any make can last', async () => {
    const lock = await lockOf(['/migrations']);
    writeFileSync(lock, '');
    const old = Date.now() / 1000 - 60;
    utimesSync(lock, old, old);
    expect(await withMakeLock(['/migrations'], () => 'made')).to.equal('made');
    expect(locks()).to.deep.equal([]);
  });
});
