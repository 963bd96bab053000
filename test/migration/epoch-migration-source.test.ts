import { expect } from 'chai';
import type { Knex } from 'knex';
import { OptionsError } from '../../lib/errors.ts';
import {
  EpochMigrationSource,
  type EpochMigrationSourceOptions,
} from '../../lib/migration/epoch-migration-source.ts';
import { ConventionError } from '../../lib/schema/convention-error.ts';
import type { Conventions } from '../../lib/schema/conventions.ts';
import { readConstraintNames } from '../support/constraint-names.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { namingOnly } from '../support/with-naming.ts';

const old = {
  uq: 'old_uq_%(table_name)s_%(column_0_N_name)s',
  ix: 'old_ix_%(table_name)s_%(column_0_N_name)s',
  fk: 'old_fk_%(table_name)s_%(column_0_N_name)s',
  ck: 'old_ck_%(table_name)s_%(constraint_name)s',
  pk: 'old_pk_%(table_name)s',
};

/** The migrations of this file are about names. */
function withoutComments(
  conventions: EpochMigrationSourceOptions['conventions'] = {},
): EpochMigrationSourceOptions['conventions'] {
  if (conventions === false) return false;
  return [conventions].flat().map((entry) => Object.assign({}, namingOnly, entry));
}

/** One migration a year, from 2024 on. */
const modules: Readonly<Record<string, Knex.Migration>> = {
  '2024-01-01_create': {
    up: (knex) =>
      knex.schema
        .createTable('team', (table) => {
          table.increments('id');
          table.string('name').unique();
          table.integer('size').checkPositive();
        })
        .createTable('member', (table) => {
          table.increments('id');
          table.integer('team_id').unsigned().references('id').inTable('team');
          table.integer('age').index();
        }),
    down: (knex) => knex.schema.dropTable('member').dropTable('team'),
  },
  '2025-01-01_drop_all': {
    up: (knex) =>
      knex.schema
        .alterTable('member', (table) => {
          table.dropForeign(['team_id']);
          table.dropIndex(['age']);
        })
        .alterTable('team', (table) => {
          table.dropUnique(['name']);
          table.dropChecks(['size_positive']);
        }),
    down: (knex) =>
      knex.schema
        .alterTable('team', (table) => {
          table.unique(['name']);
          table.check('size > 0', {}, 'size_positive');
        })
        .alterTable('member', (table) => {
          table.index(['age']);
          table.foreign('team_id').references('id').inTable('team');
        }),
  },
  '2026-01-01_rename': {
    up: async (knex) => {
      await knex.schema.renameTable('team', 'squad');
    },
    down: async (knex) => {
      await knex.schema.renameTable('squad', 'team');
    },
  },
  '2027-01-01_add': {
    up: (knex) => knex.schema.alterTable('squad', (table) => table.string('motto').unique()),
    down: (knex) => knex.schema.alterTable('squad', (table) => table.dropColumn('motto')),
  },
} as Record<string, Knex.Migration>;

describeEachDialect('EpochMigrationSource with conventions', (dialect) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(dialect);
  });
  afterEach(() => database.drop());

  function connect(options: Partial<EpochMigrationSourceOptions>): Knex {
    const migrationSource = new EpochMigrationSource({
      modules,
      ...options,
      conventions: withoutComments(options.conventions),
    } as EpochMigrationSourceOptions);
    return database.connect({
      log: { warn: () => {} },
      migrations: { migrationSource, disableTransactions: dialect === 'mysql' },
    });
  }

  const namesOf = (knex: Knex): Promise<string[]> => readConstraintNames(knex, dialect);
  const keys = (...names: string[]): string[] => (dialect === 'mysql' ? [] : names);

  /** Up and down step by step; the names after each step up must be those before the step down. */
  async function climb(knex: Knex, steps: number): Promise<string[][]> {
    const seen: string[][] = [await namesOf(knex)];
    for (let step = 0; step < steps; step += 1) {
      await knex.migrate.up();
      seen.push(await namesOf(knex));
    }
    for (let step = steps; step > 0; step -= 1) {
      expect(await namesOf(knex), `before step ${step} down`).to.deep.equal(seen[step]);
      await knex.migrate.down();
      expect(await namesOf(knex), `after step ${step} down`).to.deep.equal(seen[step - 1]);
    }
    expect(await knex.schema.hasTable('team')).to.equal(false);
    return seen;
  }

  it('names by the default convention, up and down', async () => {
    const seen = await climb(connect({}), 4);
    expect(seen[1]).to.deep.equal([
      'member fk fk__member__team_id__team',
      'member ix ix__member__age',
      ...keys('member pk pk__member'),
      'team ck ck__team__size_positive',
      ...keys('team pk pk__team'),
      'team uq uq__team__name',
    ]);
    expect(seen[2]).to.deep.equal(keys('member pk pk__member', 'team pk pk__team'));
  });

  it('names by a convention that is given', async () => {
    const seen = await climb(connect({ conventions: { naming: old } }), 4);
    expect(seen[4]).to.deep.equal([
      ...keys('member pk old_pk_member', 'squad pk old_pk_squad'),
      'squad uq old_uq_squad_motto',
    ]);
  });

  it('leaves all to plain Knex with conventions: false', async () => {
    const knex = connect({
      conventions: false,
      modules: { create: modules['2024-01-01_create']! },
      legacy: 'as-knex',
    });
    await knex.migrate.latest();
    expect(await namesOf(knex)).to.include.members([
      'member ix member_age_index',
      'team uq team_name_unique',
    ]);
  });

  it('leaves what is older than since to plain Knex', async () => {
    const knex = connect({
      conventions: { since: '2027-01-01' },
      modules: {
        '2024-01-01_create': modules['2024-01-01_create']!,
        '2026-01-01_rename': modules['2026-01-01_rename']!,
        '2027-01-01_add': modules['2027-01-01_add']!,
      },
    });
    const seen = await climb(knex, 3);
    expect(seen[3]).to.include.members(['squad uq team_name_unique', 'squad uq uq__squad__motto']);
  });

  it('leaves legacy migrations to plain Knex', async () => {
    const knex = connect({
      legacy: 'as-knex',
      modules: {
        '001_create': modules['2024-01-01_create']!,
        '1767225600_c0a05e0cd317_rename': modules['2026-01-01_rename']!,
        '1798761600_c0a05e0cd318_add': modules['2027-01-01_add']!,
      },
    });
    const seen = await climb(knex, 3);
    expect(seen[1]).to.include.members(['team uq team_name_unique', 'member ix member_age_index']);
    expect(seen[3]).to.include.members(['squad uq team_name_unique', 'squad uq uq__squad__motto']);
  });

  it('holds a history: a convention that has changed renames nothing, and down finds the old names', async () => {
    const history: Conventions[] = [{ naming: old }, { since: '2026-06-01' }];
    const seen = await climb(connect({ conventions: history }), 4);
    expect(seen[4]).to.deep.equal([
      ...keys('member pk old_pk_member', 'squad pk old_pk_squad'),
      'squad uq uq__squad__motto',
    ]);
  });

  it('carries old names along by the old convention, under the new one', async () => {
    const history: Conventions[] = [{ naming: old }, { since: '2024-06-01' }];
    const seen = await climb(
      connect({
        conventions: history,
        modules: {
          '2024-01-01_create': modules['2024-01-01_create']!,
          '2026-01-01_rename': modules['2026-01-01_rename']!,
          '2027-01-01_add': modules['2027-01-01_add']!,
        },
      }),
      3,
    );
    expect(seen[3]).to.deep.equal([
      'member fk old_fk_member_team_id',
      'member ix old_ix_member_age',
      ...keys('member pk old_pk_member'),
      'squad ck old_ck_squad_size_positive',
      ...keys('squad pk old_pk_squad'),
      'squad uq old_uq_squad_name',
      'squad uq uq__squad__motto',
    ]);
  });

  it('refuses a migration that breaks the conventions, and tells its file', async () => {
    const check: Knex.Migration = {
      up: (knex) =>
        knex.schema.createTable('t', (table) => {
          table.integer('a');
          table.check('a > 0');
        }),
      down: (knex) => knex.schema.dropTable('t'),
    };
    const knex = connect({ modules: { '2024-01-01_check.ts': check } });
    const error = await caught(ConventionError, () => knex.migrate.latest());
    expect(error.migration).to.equal('2024-01-01_check.ts, up');
    expect(await knex.schema.hasTable('t')).to.equal(false);
  });

  it('gives a migration without a transaction the conventions, too', async () => {
    const create = { ...modules['2024-01-01_create']!, config: { transaction: false } };
    const knex = connect({ modules: { '2024-01-01_create': create } });
    await knex.migrate.latest();
    expect(await namesOf(knex)).to.include('team uq uq__team__name');
  });
});

describe('EpochMigrationSource', () => {
  it('refuses conventions and other options that cannot be meant', async () => {
    await caught(
      OptionsError,
      () => new EpochMigrationSource({ modules: {}, conventions: { since: 'soon' } }),
    );
    await caught(
      OptionsError,
      () => new EpochMigrationSource({ module: {} } as unknown as EpochMigrationSourceOptions),
    );
  });
});
