import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { SourceMapPayload } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import knexModule from 'knex';
import { formatHeader } from '../../lib/revision/header.ts';
import { packPackage, unpack } from '../support/pack.ts';
import { createProject, root, runNode, type Finished, type Project } from '../support/project.ts';

/** A project as a user of one of the module systems has it. */
interface Kind {
  readonly title: string;
  readonly extension: 'js' | 'cjs' | 'ts';
  readonly type: 'module' | 'commonjs';
  /** What lets Node load the files of the project. */
  readonly env: Readonly<Record<string, string>>;
  readonly packages: readonly string[];
  knexfile(): string;
  migration(up: string, down: string): string;
}

const options = `{
  client: 'better-sqlite3',
  connection: { filename: './dev.sqlite3' },
  useNullAsDefault: true,
  migrations: { migrationSource: new EpochMigrationSource({ directory: './migrations' }) },
}`;

const kinds: readonly Kind[] = [
  {
    title: 'ESM',
    extension: 'js',
    type: 'module',
    env: {},
    packages: [],
    knexfile: () =>
      `import { EpochMigrationSource } from 'knex-stairway';\nexport default ${options};\n`,
    migration: (up, down) =>
      `export async function up(knex) {\n  ${up}\n}\nexport async function down(knex) {\n  ${down}\n}\n`,
  },
  {
    title: 'CommonJS',
    extension: 'js',
    type: 'commonjs',
    env: {},
    packages: [],
    knexfile: () =>
      `const { EpochMigrationSource } = require('knex-stairway');\nmodule.exports = ${options};\n`,
    migration: (up, down) =>
      `exports.up = async (knex) => {\n  ${up}\n};\nexports.down = async (knex) => {\n  ${down}\n};\n`,
  },
  {
    title: 'TypeScript',
    extension: 'ts',
    type: 'module',
    env: { NODE_OPTIONS: '--import tsx' },
    packages: ['tsx', 'typescript', '@types/node'],
    knexfile: () => `import type { Knex } from 'knex';
import { EpochMigrationSource } from 'knex-stairway';

const config: Knex.Config = ${options};
export default config;
`,
    migration: (up, down) => `import type { Knex } from 'knex';
export async function up(knex: Knex): Promise<void> {
  ${up}
}
export async function down(knex: Knex): Promise<void> {
  ${down}
}
`,
  },
];

// The times run against the alphabet: an epoch of nine digits, a date, Knex's own form.
const migrations = [
  {
    name: '999999999_c0a05e0cd317_add_user',
    up: "await knex.schema.createTable('user', (table) => { table.comment('A user'); table.increments('id').comment('Its number'); });",
    down: "await knex.schema.dropTable('user');",
  },
  {
    name: '2002-01-31_a1b4c9df789d_add_username',
    up: "await knex.schema.alterTable('user', (table) => { table.string('username').comment('Login'); });",
    down: "await knex.schema.alterTable('user', (table) => { table.dropColumn('username'); });",
  },
  {
    name: '1728372283_f32d57aa1234_add_first_user',
    up: "await knex('user').insert({ id: 1, username: 'ada' });",
    down: "await knex('user').delete();",
  },
] as const;

/** The header that the source asks for. */
function headerOf(name: string): string {
  const revision = name.split('_')[1];
  return formatHeader({
    message: 'A step of the tests',
    revision,
    revises: [],
    created: undefined,
  });
}

describe('the packed package', () => {
  let folder: string;
  let tarball: string;

  before(function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), 'knex-stairway-pack-'));
    tarball = packPackage(folder);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  describe('holds', () => {
    let unpacked: string;
    let files: readonly string[];

    before(() => {
      unpacked = join(folder, 'unpacked');
      unpack(tarball, unpacked);
      files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(unpacked.length + 1));
    });

    it('the build and the four files that go with it, nothing else', () => {
      const others = files.filter((file) => !/^dist\/[\w/-]+\.(?:js|js\.map|d\.ts)$/u.test(file));
      expect(others.sort()).to.deep.equal([
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        // The style of the HTML dictionary.
        'dist/docs/page.css',
        'package.json',
      ]);
      expect(files).to.include.members(['dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js']);
    });

    it('1.8 MB at most, 7 MB where it is installed, in 250 files', () => {
      const installed = files.reduce((sum, file) => sum + statSync(join(unpacked, file)).size, 0);
      expect(statSync(tarball).size).to.be.below(1.8e6);
      expect(installed).to.be.below(7e6);
      expect(files.length).to.be.below(250);
    });

    it('no script that runs where it is installed', () => {
      const { scripts } = readPackage(unpacked);
      expect(scripts).to.not.have.any.keys('preinstall', 'install', 'postinstall', 'prepare');
      expect(files.filter((file) => file.endsWith('binding.gyp'))).to.deep.equal([]);
    });

    it('entries in ASCII, comments too: one other character makes Node hold a file as UTF-16', () => {
      for (const entry of ['index.js', 'cli/main.js', 'stairway/suite.js', 'testing.js']) {
        const text = readFileSync(join(unpacked, 'dist', entry), 'utf8');
        expect(/[\u0080-\uffff].*/.exec(text)?.[0], entry).to.equal(undefined);
      }
    });

    it('source maps with the sources in them', () => {
      const scripts = files.filter((file) => file.endsWith('.js'));
      const mapped = scripts.filter((file) => {
        const url = `//# sourceMappingURL=${basename(file)}.map`;
        return readFileSync(join(unpacked, file), 'utf8').trimEnd().endsWith(url);
      });
      // The script of the HTML dictionary is written into pages, where no map is.
      expect(scripts.filter((file) => !mapped.includes(file))).to.deep.equal(['dist/docs/page.js']);
      expect(files.filter((file) => file.endsWith('.map')).sort()).to.deep.equal(
        mapped.map((file) => `${file}.map`).sort(),
      );
      for (const file of mapped) {
        const text = readFileSync(join(unpacked, `${file}.map`), 'utf8');
        const { sources, sourcesContent } = JSON.parse(text) as SourceMapPayload;
        for (const [index, source] of sources.entries()) {
          const path = join(root, dirname(file), source);
          expect(sourcesContent[index], `${source} of ${file}`).to.equal(
            readFileSync(path, 'utf8'),
          );
        }
      }
    });

    it('maps by which Node finds the line of an error in lib/', async () => {
      const main = join(unpacked, 'dist/index.js');
      const code = `import { EpochMigrationSource } from ${JSON.stringify(pathToFileURL(main).href)};
        try { new EpochMigrationSource({ modules: {}, legacy: 'x' }); }
        catch (error) { process.stdout.write(error.stack); }`;
      const { stdout } = await runNode(
        ['--enable-source-maps', '--input-type=module', '--eval', code],
        root,
      );
      const [, path = '', line = '0'] =
        /assertOptions.*\((.*lib\/source\/file-migration-source\.ts):(\d+)/u.exec(stdout) ?? [];
      expect(path, stdout).not.to.equal('');
      const lines = readFileSync(join(root, 'lib/source/file-migration-source.ts'), 'utf8');
      expect(lines.split('\n')[Number(line) - 1]).to.include('throw new OptionsError');
    });
  });

  for (const kind of kinds) {
    describe(`in a project of ${kind.title}`, function () {
      this.timeout(60_000);
      let project: Project;

      before(() => {
        const { extension } = kind;
        project = createProject(
          {
            'package.json': JSON.stringify({ name: 'app', private: true, type: kind.type }),
            [`knexfile.${extension}`]: kind.knexfile(),
            ...Object.fromEntries(
              migrations.map(({ name, up, down }) => [
                `migrations/${name}.${extension}`,
                `${headerOf(name)}\n\n${kind.migration(up, down)}`,
              ]),
            ),
          },
          ['knex', 'better-sqlite3', ...kind.packages],
        );
        unpack(tarball, join(project.folder, 'node_modules/knex-stairway'));
      });

      after(() => project.remove());

      it('migrates through the real knex migrate:latest, in the order of the stamps', async () => {
        const finished = await project.node(
          ['node_modules/knex/bin/cli.js', 'migrate:latest'],
          kind.env,
        );
        assertDone(finished);
        expect(finished.output).to.include('Batch 1 run: 3 migrations');
        expect(await readDatabase(project)).to.deep.equal({
          recorded: migrations.map(({ name }) => name),
          users: [{ id: 1, username: 'ada' }],
        });
      });

      it('prints no warning when Node loads the package', async () => {
        const code =
          kind.type === 'module' ? "await import('knex-stairway')" : "require('knex-stairway')";
        const finished = await project.node([
          `--input-type=${kind.type}`,
          '--eval',
          `${code}; process.stdout.write('loaded');`,
        ]);
        assertDone(finished);
        expect(finished.output).to.equal('loaded');
      });

      it('makes a throw-away database by knex-stairway/testing', async () => {
        const load =
          kind.type === 'module'
            ? "import { sqlite } from 'knex-stairway/testing'; import knexModule from 'knex';"
            : "const { sqlite } = require('knex-stairway/testing'); const knexModule = require('knex');";
        const code = `${load}
          (async () => {
            const database = await sqlite().create();
            const knex = knexModule(database.config);
            const [{ one }] = await knex.raw('select 1 as one');
            await knex.destroy();
            await database.drop();
            process.stdout.write(String(one));
          })();`;
        const finished = await project.node([`--input-type=${kind.type}`, '--eval', code]);
        assertDone(finished);
        expect(finished.stdout).to.equal('1');
      });

      it('writes the next migration by knex-stairway make, which knex then runs', async () => {
        const { bin } = readPackage(join(project.folder, 'node_modules/knex-stairway'));
        const cli = join('node_modules/knex-stairway', bin['knex-stairway'] ?? '');
        const finished = await project.node([cli, 'make', 'add payment'], kind.env);
        assertDone(finished);
        const made = readdirSync(join(project.folder, 'migrations')).filter((file) =>
          file.endsWith(`_add_payment.${kind.extension}`),
        );
        expect(made).to.have.lengthOf(1);

        assertDone(
          await project.node(['node_modules/knex/bin/cli.js', 'migrate:latest'], kind.env),
        );
        const { recorded } = await readDatabase(project);
        expect(recorded.at(-1)).to.equal(made[0]?.replace(/\.[jt]s$/u, ''));
      });

      it('writes the dictionary by knex-stairway docs, as Markdown and as HTML', async () => {
        const { bin } = readPackage(join(project.folder, 'node_modules/knex-stairway'));
        const cli = join('node_modules/knex-stairway', bin['knex-stairway'] ?? '');
        for (const file of ['schema.md', 'schema.html']) {
          assertDone(await project.node([cli, 'docs', '--out', file], kind.env));
          assertDone(await project.node([cli, 'docs', '--out', file, '--check'], kind.env));
          expect(readFileSync(join(project.folder, file), 'utf8')).to.include('A user');
        }
      });

      it('migrates the example up and down again', async () => {
        const example = join(root, 'example/migrations');
        const outDir = join(project.folder, 'example');
        if (kind.extension === 'ts') cpSync(example, outDir, { recursive: true });
        else assertDone(await compile(example, outDir, kind.type));
        const knexfile = `example-knexfile.${kind.extension}`;
        project.write({
          [knexfile]: kind
            .knexfile()
            .replaceAll('./migrations', './example')
            .replaceAll('dev.', 'example.'),
        });
        const knex = ['node_modules/knex/bin/cli.js', '--knexfile', knexfile];
        const up = await project.node([...knex, 'migrate:latest'], kind.env);
        assertDone(up);
        const { length } = readdirSync(example);
        expect(up.output).to.include(`Batch 1 run: ${length} migrations`);
        const down = await project.node([...knex, 'migrate:rollback', '--all'], kind.env);
        assertDone(down);
        expect(down.output).to.include(`Batch 1 rolled back: ${length} migrations`);
      });

      if (kind.extension === 'ts') {
        it('type-checks strictly, the declarations of the package included', async () => {
          project.write({
            'tsconfig.json': tsconfig,
            'database.ts': `import { postgres, type ThrowawayDatabases } from 'knex-stairway/testing';
export const databases: ThrowawayDatabases = postgres({ image: 'postgres:17' });
`,
          });
          assertDone(await project.node(['node_modules/typescript/bin/tsc', '--noEmit']));
        });

        it('lets the compiler refuse options that exclude each other', async () => {
          project.write({
            'tsconfig.json': tsconfig,
            'wrong.ts': `import { EpochMigrationSource } from 'knex-stairway';
new EpochMigrationSource({ directory: './migrations', modules: {} });
`,
          });
          const finished = await project.node(['node_modules/typescript/bin/tsc', '--noEmit']);
          rmSync(join(project.folder, 'wrong.ts'));
          expect(finished.code, finished.output).not.to.equal(0);
          expect(finished.output).to.include('wrong.ts(2,');
        });
      }
    });
  }
});

const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    types: ['node'],
  },
  include: ['*.ts', 'migrations'],
});

/** Compiles a folder of TypeScript migrations to the modules of a kind of package. */
async function compile(
  folder: string,
  outDir: string,
  type: 'module' | 'commonjs',
): Promise<Finished> {
  const project = createProject({ 'package.json': JSON.stringify({ type }) }, [
    'knex',
    'typescript',
  ]);
  try {
    cpSync(folder, join(project.folder, 'src'), { recursive: true });
    const files = readdirSync(folder).map((file) => join('src', file));
    return await project.node([
      'node_modules/typescript/bin/tsc',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--skipLibCheck',
      '--rootDir',
      'src',
      '--outDir',
      outDir,
      ...files,
    ]);
  } finally {
    project.remove();
  }
}

async function readDatabase(
  project: Project,
): Promise<{ recorded: string[]; users: readonly unknown[] }> {
  const knex = knexModule({
    client: 'better-sqlite3',
    connection: { filename: join(project.folder, 'dev.sqlite3') },
    useNullAsDefault: true,
  });
  try {
    const recorded = (await knex('knex_migrations').orderBy('id').pluck('name')) as string[];
    return { recorded, users: await knex('user').select('id', 'username') };
  } finally {
    await knex.destroy();
  }
}

function readPackage(
  folder: string,
): Readonly<Record<'bin' | 'scripts', Readonly<Record<string, string>>>> {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    'bin' | 'scripts',
    Record<string, string>
  >;
}

function assertDone({ code, output }: Finished): void {
  expect(code, output).to.equal(0);
}
