import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, guideProject } from '../support/fixture-files.ts';
import { fixture } from '../support/migrations.ts';
import { root } from '../support/project.ts';
import type { GuideSetup } from '../support/run-guide.ts';

const shop = {
  files: guideProject('shop'),
  packages: ['better-sqlite3', 'mocha'],
} as const satisfies GuideSetup;

const migrated = 'npx knex migrate:latest && npx tsx sign-up.ts';

/** The pages that are run on SQLite, and the project in which their reader is. */
export const guides: Readonly<Record<string, GuideSetup>> = {
  'commands.md': { ...shop },
  'data.md': { ...shop, before: migrated },
  'dictionary.md': { ...shop, before: `mkdir docs && ${migrated}` },
  'source.md': { ...shop, before: migrated },
  'from-alembic.md': {
    ...shop,
    files: {
      'package.json': shop.files['package.json'] ?? '',
      'alembic.ts': readFileSync(fixture('guides/alembic.ts'), 'utf8'),
    },
    before: 'mkdir migrations && npx tsx alembic.ts',
  },
};

/** Those that are run on PostgreSQL, whose database is that of DATABASE_URL. */
export const postgresGuides: Readonly<Record<string, GuideSetup>> = {
  'changing-a-convention.md': {
    files: guideProject('convention'),
    packages: ['pg'],
  },
  'service.md': {
    files: filesBelow(join(root, 'example/service')),
    packages: ['pg'],
    notRun: {
      'docker compose up --build': 'test/example/service-order.test.ts does it in processes',
      'kubectl apply -f job.yaml': 'needs a cluster; container-files.test.ts reads the file',
      'kubectl wait --for=condition=complete --timeout=15m job/shop-migrations': 'the same',
    },
  },
  'ci.md': { files: guideProject('ci'), packages: ['pg', 'mocha'] },
};
