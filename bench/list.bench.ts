import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { contest } from './contest.ts';
import type { Built, Row } from './row.ts';

type Listing = { getMigrations(extensions?: readonly string[]): Promise<readonly unknown[]> };

const fileCount = 10_000;
const require = createRequire(import.meta.url);

/** Listing and sorting a folder of 10,000 migrations, as `knex migrate:latest` begins. */
export default async function list(built: Built): Promise<readonly Row[]> {
  // Knex's own source has no public name.
  const knexFolder = dirname(require.resolve('knex/package.json'));
  const { FsMigrations } = require(
    join(knexFolder, 'lib/migrations/migrate/sources/fs-migrations.js'),
  ) as { FsMigrations: new (directory: string, sortDirsSeparately: boolean) => Listing };

  const directory = mkdtempSync(join(tmpdir(), 'knex-stairway-bench-'));
  try {
    for (const name of shuffled(migrationNames(fileCount)))
      writeFileSync(join(directory, name), '');
    const lists = {
      ours: () => new built.EpochMigrationSource({ directory }).getMigrations(),
      knex: () => new FsMigrations(directory, false).getMigrations(['.js', '.ts']),
    };
    for (const [name, found] of Object.entries({
      ours: await lists.ours(),
      knex: await lists.knex(),
    })) {
      if (found.length !== fileCount) throw new Error(`${name} listed ${found.length} files`);
    }
    const { ours, knex, readdir } = await contest(
      { ...lists, readdir: () => readdirSync(directory) },
      { warmUps: 10, rounds: 61 },
    );
    return [
      {
        workload: `list and sort ${fileCount.toLocaleString('en')} files`,
        ours,
        peer: knex,
        peerName: 'FsMigrations',
        floor: readdir,
        goal: { atMostTimes: 1 },
      },
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Names as `make` writes them, some minutes apart; the same in each run. */
function migrationNames(count: number): string[] {
  const slugs = [
    'add_user',
    'update_order_status',
    'remove_old_column_from_users',
    'create_payment',
  ];
  return Array.from({ length: count }, (_, index) => {
    const epoch = 1_500_000_000 + index * 1_237;
    return `${epoch}_${hashOf(epoch)}_${slugs[index % slugs.length]}.ts`;
  });
}

/** Creation in an order that has nothing to do with the names. */
function shuffled(names: readonly string[]): string[] {
  const keyed = names.map((name) => ({ name, key: hashOf(name) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ name }) => name);
}

function hashOf(value: string | number): string {
  return createHash('sha256').update(String(value)).digest('hex').slice(0, 12);
}
