import { expect } from 'chai';
import { faultOfDriver, versionOf } from '../../lib/init/native-driver.ts';
import { useProjects } from '../support/migrations.ts';

describe('versionOf', () => {
  it('is the latest, but of better-sqlite3 on Node 20', () => {
    expect(versionOf('better-sqlite3', '20.20.2')).to.equal('better-sqlite3@12');
    expect(versionOf('better-sqlite3', '22.12.0')).to.equal('better-sqlite3');
    expect(versionOf('pg', '20.20.2')).to.equal('pg');
  });
});

describe('faultOfDriver', () => {
  const createProject = useProjects();

  it('finds none where the driver opens a database', () => {
    const { folder } = createProject({}, ['better-sqlite3']);
    expect(faultOfDriver(folder, 'better-sqlite3')).to.equal(undefined);
  });

  it('tells a driver that was not built from one that is for later Nodes', () => {
    const unbuilt = (version: string): string | undefined => {
      const { folder } = createProject({
        'node_modules/better-sqlite3/package.json': JSON.stringify({ version }),
        'node_modules/better-sqlite3/index.js': "throw new Error('Could not locate the bindings');",
      });
      return faultOfDriver(folder, 'better-sqlite3');
    };
    expect(unbuilt('12.11.1')).to.equal('not built');
    const isOld = Number.parseInt(process.versions.node, 10) < 22;
    expect(unbuilt('13.2.0')).to.equal(isOld ? 'too new' : 'not built');
  });

  it('does not ask drivers that are JavaScript', () => {
    expect(faultOfDriver(createProject({}).folder, 'pg')).to.equal(undefined);
  });
});
