import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { folderPlace } from '../../lib/source/folder-place.ts';
import { entriesOf } from '../support/migrations.ts';
import { empty, useProjects } from '../support/migrations.ts';
import { root } from '../support/project.ts';

describe('folderPlace', () => {
  const createProject = useProjects();

  it('lists files and folders of one level', () => {
    const { folder } = createProject({ 'a.js': empty.commonjs, 'sub/b.js': '' });
    const entries = entriesOf(folderPlace(folder));
    expect(entries.map(({ file, isFolder }) => [file, isFolder]).sort()).to.deep.equal([
      ['a.js', false],
      ['sub', true],
    ]);
  });

  it('reads, guesses and loads a file', async () => {
    const { folder } = createProject({ 'a.js': empty.commonjs });
    const [entry] = entriesOf(folderPlace(folder));
    expect(entry?.path).to.equal(join(folder, 'a.js'));
    expect(entry?.readText()).to.equal(empty.commonjs);
    expect(entry?.exportsMigration()).to.equal(true);
    expect(await entry?.load()).to.have.all.keys('up', 'down');
  });

  it('takes a link to a file for a file, and a link to a folder for a folder', () => {
    const { folder } = createProject({ 'elsewhere/a.js': empty.commonjs });
    const place = join(folder, 'migrations');
    mkdirSync(place);
    symlinkSync(join(folder, 'elsewhere/a.js'), join(place, 'file.js'));
    symlinkSync(join(folder, 'elsewhere'), join(place, 'folder.js'));
    const entries = entriesOf(folderPlace(place));
    expect(entries.map(({ file, isFolder }) => [file, isFolder]).sort()).to.deep.equal([
      ['file.js', false],
      ['folder.js', true],
    ]);
  });

  it('calls paths as one would type them from the working directory', () => {
    const inside = folderPlace(join(root, 'test/fixtures/source/good'));
    expect(inside.where).to.equal(join('test', 'fixtures', 'source', 'good'));
    expect(entriesOf(inside).map(({ where }) => where)).to.include(
      join('test', 'fixtures', 'source', 'good', 'README.md'),
    );
    expect(folderPlace(process.cwd()).where).to.equal('.');
    const { folder } = createProject({});
    expect(folderPlace(folder).where).to.equal(folder);
  });

  it('says that a folder is missing, and that a file is none', () => {
    const { folder } = createProject({ file: '' });
    expect(folderPlace(join(folder, 'nowhere')).listKeys()).to.equal(undefined);
    expect(folderPlace(join(folder, 'file')).listKeys()).to.equal(undefined);
  });
});
