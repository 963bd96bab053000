import { expect } from 'chai';
import { ListedMigration, type FactReader } from '../../lib/source/listed-migration.ts';
import { modulePlace } from '../../lib/source/module-place.ts';

const place = modulePlace({ './m/a.ts': { up: async () => {}, down: async () => {} } });

describe('ListedMigration', () => {
  it('reads its name when it is asked, and once', () => {
    const calls: string[] = [];
    const read: FactReader = {
      nameOf(file, isLegacy) {
        calls.push(`name of ${file} ${isLegacy}`);
        return 'a';
      },
      factsOf(file, isLegacy) {
        calls.push(`facts of ${file} ${isLegacy}`);
        return { revision: 'c0a05e0cd317', slug: 'add_user' };
      },
    };
    const migration = new ListedMigration(place, './m/a.ts', 5, read);
    expect(migration).to.include({ file: 'a.ts', instant: 5, isLegacy: false });
    expect(calls).to.deep.equal([]);
    expect([migration.name, migration.revision, migration.slug]).to.deep.equal([
      'a',
      'c0a05e0cd317',
      'add_user',
    ]);
    expect(migration.name).to.equal('a');
    expect(calls).to.deep.equal(['name of a.ts false', 'facts of a.ts false']);
  });

  it('knows its entry, which no other object has', () => {
    const migration = new ListedMigration(place, './m/a.ts', undefined, {
      nameOf: () => expect.fail('nobody asked'),
      factsOf: () => expect.fail('nobody asked'),
    });
    expect(migration.isLegacy).to.equal(true);
    expect(migration.path).to.equal(undefined);
    expect(ListedMigration.entryOf(migration)?.file).to.equal('a.ts');
    expect(ListedMigration.whereOf(migration)).to.equal("modules['./m/a.ts']");
    const copy = { name: 'a', file: 'a.ts', path: undefined, instant: undefined };
    expect(
      ListedMigration.entryOf({ ...copy, revision: undefined, slug: '', isLegacy: true }),
    ).to.equal(undefined);
  });
});
