import { join } from 'node:path';
import { expect } from 'chai';
import { readAdoptProject, type AdoptProject } from '../../lib/adopt/adopt-project.ts';
import { OptionsError } from '../../lib/errors.ts';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import { caught, emptyMigrations, useProjects } from '../support/migrations.ts';

describe('readAdoptProject', () => {
  const createProject = useProjects();
  const today = new Date().toISOString().slice(0, 10);

  function projectOf(files: readonly string[]): AdoptProject {
    const { folder } = createProject(emptyMigrations(files));
    return readAdoptProject({ migrations: { directory: folder } }, 'knexfile.js');
  }

  it('proposes the plain source where all names bear a time, from today on', () => {
    const { proposal, migrations } = projectOf(['20200101000000_a.cjs', '20210101000000_b.cjs']);
    expect(proposal).to.deep.include({
      legacy: 'refuse',
      recordAs: 'stem',
      since: today,
      reasons: [],
    });
    expect(migrations.map(({ name }) => name)).to.deep.equal([
      '20200101000000_a',
      '20210101000000_b',
    ]);
  });

  it("keeps Knex's order where time says otherwise", () => {
    const { proposal, migrations } = projectOf(['20210805_a.cjs', '20210805120000_b.cjs']);
    expect(proposal?.legacy).to.equal('as-knex');
    expect(proposal?.reasons.map(({ code }) => code)).to.deep.equal(['E_ORDER_OF_KNEX']);
    expect(migrations.map(({ file }) => file)).to.deep.equal([
      '20210805120000_b.cjs',
      '20210805_a.cjs',
    ]);
  });

  it('begins behind files of today and later', () => {
    expect(projectOf(['4000000000_a.cjs']).proposal?.since).to.equal(4_000_000_001);
  });

  it('proposes nothing where the source is ours, and takes no other form than its own', async () => {
    const { folder } = createProject(emptyMigrations(['1500000000_a.cjs']));
    const migrationSource = new EpochMigrationSource({ directory: join(folder) });
    const config = { migrations: { migrationSource } };
    expect(readAdoptProject(config, 'knexfile.js').proposal).to.equal(undefined);
    const { problems } = await caught(OptionsError, () =>
      readAdoptProject(config, 'knexfile.js', 'file'),
    );
    expect(problems.map(({ code }) => code)).to.deep.equal(['E_RECORD_AS_SET']);
  });
});
