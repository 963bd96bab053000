import { expect } from 'chai';
import { MigrationFilesError, MigrationLoadError } from '../../lib/errors.ts';
import type {
  EpochMigrationSource,
  NamingOptions,
} from '../../lib/source/epoch-migration-source.ts';
import { caught, codesOf } from '../support/migrations.ts';

/** Makes a source over files that are given as texts by name. */
export type MakeSource = (
  files: Readonly<Record<string, string>>,
  options?: NamingOptions,
) => EpochMigrationSource;

/** A migration in CommonJS that says its name when it runs. */
function speaking(file: string): string {
  return `exports.up = async () => '${file} up';\nexports.down = async () => '${file} down';\n`;
}

function speakingFiles(files: readonly string[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file, speaking(file)]));
}

/** What every source promises to Knex, wherever its migrations come from. */
export function describeSourceContract(title: string, makeSource: MakeSource): void {
  /** Asks as Knex does: for all migrations, then for the name of each. */
  async function namesOf(source: EpochMigrationSource): Promise<string[]> {
    const migrations = await source.getMigrations();
    return migrations.map((migration) => source.getMigrationName(migration));
  }

  describe(`the contract of a source: ${title}`, () => {
    const inOrder = [
      '1728372261_c0a05e0cd317_add_user.cjs',
      '1728372272999_late_in_its_second.cjs',
      '2024-10-08T073453Z_same_day.cjs',
      '20241008080000_knex.cjs',
      '20241008_090000_with_time.cjs',
      '20241009_next_day.cjs',
      '2024-10-10_dashed.cjs',
    ];

    it('hands out names in the order of their instants, whatever the order of the files', async () => {
      const names = inOrder.map((file) => file.replace('.cjs', ''));
      expect(await namesOf(makeSource(speakingFiles(inOrder)))).to.deep.equal(names);
      expect(await namesOf(makeSource(speakingFiles(inOrder.toReversed())))).to.deep.equal(names);
    });

    it('loads the module of each', async () => {
      const source = makeSource(speakingFiles(inOrder));
      const spoken: unknown[] = [];
      for (const migration of await source.getMigrations()) {
        const { up, down } = await source.getMigration(migration);
        spoken.push(await up(undefined as never), await down?.(undefined as never));
      }
      expect(spoken).to.deep.equal(inOrder.flatMap((file) => [`${file} up`, `${file} down`]));
    });

    it('records names as recordAs says', async () => {
      const recorded = { stem: 'x', file: 'x.cjs', '.js': 'x.js', '.ts': 'x.ts' } as const;
      for (const [recordAs, name] of Object.entries(recorded)) {
        const source = makeSource(speakingFiles(['1728372261_x.cjs']), {
          recordAs: recordAs as keyof typeof recorded,
        });
        expect(await namesOf(source)).to.deep.equal([`1728372261_${name}`]);
      }
    });

    it('hands out names that are new arrays and fixed objects, so that no caller spoils another', async () => {
      const source = makeSource(speakingFiles(inOrder));
      (await source.getMigrations()).reverse();
      expect(await namesOf(source)).to.deep.equal(inOrder.map((file) => file.replace('.cjs', '')));
    });

    it('refuses bad names before it returns a promise, and lists them all', async () => {
      const source = makeSource(
        speakingFiles([
          '001_init.cjs',
          '2024-13-45_month.cjs',
          '1728372261_c0a05e0cd317_a.cjs',
          '1728372272_c0a05e0cd317_b.cjs',
          '1728372283_x.cjs',
          '1728372283_X.cjs',
          '1728372294_tied.cjs',
          '1728372294_too.cjs',
        ]),
      );
      expect(() => void source.getMigrations()).to.throw(MigrationFilesError);
      const error = await caught(MigrationFilesError, () => source.getMigrations());
      expect(
        codesOf(error)
          .map((text) => text.split(' ', 1).join(''))
          .sort(),
      ).to.deep.equal([
        'E_NAME_DUPLICATE',
        'E_ORDER_TIED',
        'E_REVISION_DUPLICATE',
        'E_STAMP_IMPOSSIBLE',
        'E_STAMP_MISSING',
      ]);
    });

    it("runs what is not of the template first under 'as-knex', by its file name", async () => {
      const legacy = ['001_init.cjs', '2.5.108.cjs', '20210805B-x.cjs', '20991231235959_late.cjs'];
      const source = makeSource(
        speakingFiles(['1728372261_c0a05e0cd317_add_user.cjs', ...legacy.toReversed()]),
        { legacy: 'as-knex' },
      );
      expect(await namesOf(source)).to.deep.equal([...legacy, '1728372261_c0a05e0cd317_add_user']);
    });

    it('refuses to be empty, but not where it is told that it may', async () => {
      const source = makeSource({});
      const error = await caught(MigrationFilesError, () => source.getMigrations());
      expect(error.problems.map(({ code }) => code)).to.deep.equal(['E_DIRECTORY_EMPTY']);
      expect(source.list({ allowsEmpty: true }).migrations).to.deep.equal([]);
    });

    it('lists all modules at fault in one error', async () => {
      const source = makeSource({
        ...speakingFiles(['1728372261_good.cjs']),
        '1728372272_throws.cjs': 'throw new Error("no settings");',
        '1728372283_no_down.cjs': 'exports.up = async () => {};',
        '1728372294_nothing.cjs': '',
      });
      const migrations = await source.getMigrations();
      const error = await caught(MigrationLoadError, () =>
        Promise.all(migrations.map((migration) => source.getMigration(migration))),
      );
      expect(error.problems.map(({ code }) => code)).to.deep.equal([
        'E_MODULE_FAILED',
        'E_DOWN_MISSING',
        'E_UP_MISSING',
      ]);
      expect(error.cause).to.be.instanceOf(Error).with.property('message', 'no settings');
    });

    it('loads only what a source has listed', async () => {
      const source = makeSource(speakingFiles(['1728372261_x.cjs']));
      const [listed] = await source.getMigrations();
      const { name, file, path, instant, revision, slug, isLegacy } = listed!;
      const copy = { name, file, path, instant, revision, slug, isLegacy };
      expect((await caught(TypeError, () => source.getMigration(copy))).message).to.equal(
        '1728372261_x was not listed by an EpochMigrationSource',
      );
    });
  });
}
