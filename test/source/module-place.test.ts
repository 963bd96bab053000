import { expect } from 'chai';
import { modulePlace, type MigrationModules } from '../../lib/source/module-place.ts';
import { entriesOf } from '../support/migrations.ts';

const migration = { up: async () => {}, down: async () => {} };

/** What a bundler hands in that the types do not allow: namespaces with a default, nulls. */
function listUntyped(modules: Readonly<Record<string, unknown>>): (boolean | undefined)[] {
  return entriesOf(modulePlace(modules as MigrationModules)).map((entry) =>
    entry.exportsMigration(),
  );
}

describe('modulePlace', () => {
  it('takes the file name out of a key with folders, of both kinds of slashes', () => {
    const entries = entriesOf(
      modulePlace({
        '1728372261_a.js': migration,
        './migrations/1728372272_b.ts': migration,
        'C:\\app\\1728372283_c': migration,
      }),
    );
    expect(entries.map(({ file, where, path }) => [file, where, path])).to.deep.equal([
      ['1728372261_a.js', "modules['1728372261_a.js']", undefined],
      ['1728372272_b.ts', "modules['./migrations/1728372272_b.ts']", undefined],
      ['1728372283_c', "modules['C:\\app\\1728372283_c']", undefined],
    ]);
  });

  it('loads a module, and calls a function that imports one only when it is loaded', async () => {
    let calls = 0;
    const [eager, lazy] = entriesOf(
      modulePlace({
        eager: migration,
        lazy: async () => {
          calls += 1;
          return migration;
        },
      }),
    );
    expect(await eager?.load()).to.equal(migration);
    expect(lazy?.exportsMigration()).to.equal(undefined);
    expect(calls).to.equal(0);
    expect(await lazy?.load()).to.equal(migration);
    expect(calls).to.equal(1);
  });

  it('sees what a module exports, by name or by default', () => {
    expect(
      listUntyped({ named: migration, half: { up: 1 }, default: { default: migration } }),
    ).to.deep.equal([true, true, true]);
    expect(listUntyped({ helper: { note: 1 }, nothing: null, none: undefined })).to.deep.equal([
      false,
      false,
      false,
    ]);
  });

  it('has no text to read', () => {
    expect(entriesOf(modulePlace({ a: migration }))[0]?.readText()).to.equal(undefined);
  });
});
