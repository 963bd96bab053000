import { expect } from 'chai';
import { OptionsError } from '../../lib/errors.ts';
import { readProject } from '../../lib/init/project.ts';
import { chooseSetup, type Setup, type SetupOptions } from '../../lib/init/setup.ts';
import { caught, useProjects } from '../support/migrations.ts';

const stairwayKnexfile = (directory: string): string =>
  `new EpochMigrationSource({ directory: ${directory} })`;

describe('chooseSetup', () => {
  const createProject = useProjects();

  function choose(
    files: Readonly<Record<string, string>>,
    options: SetupOptions = {},
    packages: readonly string[] = [],
  ): Setup {
    const { folder } = createProject(files, packages);
    return chooseSetup(readProject(folder), options);
  }

  function withPackage(data: object, files = {}): Readonly<Record<string, string>> {
    return { 'package.json': JSON.stringify(data), ...files };
  }

  describe('the client', () => {
    it('is the driver that package.json names, not one that came along', () => {
      const files = withPackage({ dependencies: { pg: '*' } });
      expect(choose(files, {}, ['better-sqlite3', 'pg']).client).to.equal('pg');
    });

    it('is the one that is installed where package.json names none', () => {
      expect(choose(withPackage({}), {}, ['mysql2']).client).to.equal('mysql2');
    });

    it('is that of the knexfile before all drivers', () => {
      const files = withPackage(
        { dependencies: { pg: '*' } },
        { 'knexfile.js': "client: 'sqlite'" },
      );
      expect(choose(files).client).to.equal('better-sqlite3');
    });

    it('is what --client says, also in the words of people', () => {
      const files = withPackage({ dependencies: { pg: '*' } });
      const names = [
        'better-sqlite3',
        'SQLite',
        'pg',
        'postgres',
        'PostgreSQL',
        'mysql2',
        'MariaDB',
      ];
      expect(names.map((client) => choose(files, { client }).client)).to.deep.equal([
        'better-sqlite3',
        'better-sqlite3',
        'pg',
        'pg',
        'pg',
        'mysql2',
        'mysql2',
      ]);
    });

    it('has to be said where there are several drivers, none, or an unknown one', async () => {
      const several = withPackage({ dependencies: { pg: '*', mysql2: '*' } });
      for (const [files, options, code, text] of [
        [several, {}, 'E_CLIENT_AMBIGUOUS', '--client pg'],
        [withPackage({}), {}, 'E_CLIENT_MISSING', 'mysql2 (MySQL or MariaDB)'],
        [several, { client: 'pgg' }, 'E_CLIENT_UNKNOWN', 'did you mean "pg"?'],
      ] as const) {
        const error = await caught(OptionsError, () => choose(files, options));
        expect(error.problems.map((problem) => problem.code)).to.deep.equal([code]);
        expect(error.message).to.include(text);
      }
    });
  });

  describe('the syntax', () => {
    const pg = { dependencies: { pg: '*' } };

    it('is what "type" says, and CommonJS where it says nothing, as for Node', () => {
      expect(choose(withPackage({ ...pg, type: 'module' })).syntax).to.equal('esm');
      expect(choose(withPackage({ ...pg, type: 'commonjs' })).syntax).to.equal('commonjs');
      expect(choose(withPackage(pg)).syntax).to.equal('commonjs');
    });

    it('is TypeScript by a tsconfig.json, by a compiler, by the knexfile', () => {
      const typed = [
        withPackage(pg, { 'tsconfig.json': '{}' }),
        withPackage({ ...pg, devDependencies: { typescript: '*' } }),
        withPackage({ ...pg, devDependencies: { tsx: '*' } }),
        withPackage(pg, { 'knexfile.mts': '' }),
      ];
      for (const files of typed) {
        expect(choose(files)).to.include({ syntax: 'typescript', extension: '.ts' });
      }
    });

    it('is what the options say, against all signs', () => {
      const files = withPackage(pg, { 'tsconfig.json': '{}' });
      expect(choose(files, { language: 'javascript' }).syntax).to.equal('commonjs');
      expect(choose(withPackage(pg), { language: 'typescript' }).syntax).to.equal('typescript');
    });

    it('is JavaScript where the knexfile is, though the project is typed', () => {
      const files = withPackage(pg, { 'knexfile.js': '', 'tsconfig.json': '{}' });
      expect(choose(files).syntax).to.equal('commonjs');
    });
  });

  describe('the folder of migrations', () => {
    const files = (knexfile?: string): Readonly<Record<string, string>> =>
      withPackage(
        { dependencies: { pg: '*' } },
        knexfile === undefined ? {} : { 'knexfile.js': knexfile },
      );

    it('is "migrations", what --directory says, or what the knexfile names', () => {
      expect(choose(files()).directory).to.equal('migrations');
      expect(choose(files(), { directory: './db/steps/' }).directory).to.equal('db/steps');
      expect(choose(files("directory: './db/x',")).directory).to.equal('db/x');
      expect(choose(files(stairwayKnexfile("'./db/y'"))).directory).to.equal('db/y');
      const url = stairwayKnexfile('new URL("./db/z", import.meta.url)');
      expect(choose(files(url)).directory).to.equal('db/z');
    });

    it('is unknown where the source of a knexfile names it otherwise', () => {
      expect(choose(files(stairwayKnexfile("['./core', './shop']"))).directory).to.equal(undefined);
    });

    it('lies in the project', async () => {
      for (const directory of ['..', '../x', '.', '/']) {
        const error = await caught(OptionsError, () => choose(files(), { directory }));
        expect(error.problems[0]?.code, directory).to.equal('E_DIRECTORY_OUTSIDE');
      }
    });
  });
});
