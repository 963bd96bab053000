import { expect } from 'chai';
import { planRows, type RowPlan } from '../../lib/adopt/adopt-plan.ts';
import type { MigrationFile } from '../../lib/source/migration-file.ts';

describe('planRows', () => {
  function plan(rows: readonly string[], files: readonly (readonly [string, string])[]): RowPlan {
    const migrations = files.map(([file, name]): MigrationFile => ({
      file,
      name,
      path: undefined,
      instant: 0,
      revision: undefined,
      slug: '',
      isLegacy: false,
    }));
    const applied = rows.map((name, index) => ({
      id: index + 1,
      name,
      batch: 1,
      migrationTime: null,
    }));
    return planRows(applied, migrations, 'knex_migrations');
  }

  it('renames what differs by its extension, and leaves what fits', () => {
    const { renamings, pending, problems } = plan(
      ['a.js', 'b'],
      [
        ['a.ts', 'a'],
        ['b.ts', 'b'],
        ['c.ts', 'c'],
      ],
    );
    expect(renamings).to.deep.equal([{ id: 1, from: 'a.js', to: 'a' }]);
    expect(pending).to.deep.equal(['c']);
    expect(problems).to.deep.equal([]);
  });

  it('knows a file with two extensions by what a build leaves of it', () => {
    const { renamings } = plan(['a.ts.js'], [['a.ts.ts', 'a.ts.ts']]);
    expect(renamings.map(({ to }) => to)).to.deep.equal(['a.ts.ts']);
  });

  it('leaves a row that may stand for two files', () => {
    const { renamings, problems } = plan(
      ['a'],
      [
        ['a.js', 'a.js'],
        ['a.ts', 'a.ts'],
      ],
    );
    expect(renamings).to.deep.equal([]);
    expect(problems.map(({ code }) => code)).to.deep.equal(['E_MIGRATION_MISSING']);
  });

  it('leaves the second of two rows that stand for one file', () => {
    const { renamings, problems } = plan(['a.js', 'a.ts'], [['a.mjs', 'a']]);
    expect(renamings.map(({ from }) => from)).to.deep.equal(['a.js']);
    expect(problems.map(({ code }) => code)).to.deep.equal(['E_RECORDED_TWICE']);
  });
});
