import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fixture } from '../support/migrations.ts';
import { packPackage, unpack } from '../support/pack.ts';
import { createProject, type Project } from '../support/project.ts';

const consumer = fixture('consumer/consumer.ts');

const entries = ['index.d.ts', 'testing.d.ts', 'stairway/suite.d.ts'];

/**
 * How projects resolve modules, with the modules that they write, by compiler: the first TypeScript
 * that is supported, for which node16 and nodenext are one, and that of this repository.
 */
const resolutions = {
  'typescript-5.5': [
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ],
  typescript: [
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ],
} as const;

const compilers = Object.keys(resolutions) as (keyof typeof resolutions)[];

const strict = {
  target: 'es2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
  types: ['node'],
};

describe('the declarations of the packed package', () => {
  let folder: string;
  let project: Project;

  before(function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), 'knex-stairway-pack-'));
    project = createProject({ 'package.json': '{"type": "module"}' }, [
      'knex',
      '@types/node',
      ...compilers,
    ]);
    unpack(packPackage(folder), join(project.folder, 'node_modules/knex-stairway'));
    copyFileSync(consumer, join(project.folder, 'consumer.ts'));
  });

  after(() => {
    project.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const compiler of compilers) {
    for (const [moduleResolution, module] of resolutions[compiler]) {
      it(`suit a strict project that checks them, too: ${compiler}, ${moduleResolution}`, async () => {
        const compilerOptions = { ...strict, module, moduleResolution };
        project.write({ 'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts'] }) });
        const { code, output } = await project.node([`node_modules/${compiler}/bin/tsc`]);
        expect(code, output).to.equal(0);
      }).timeout(60_000);
    }
  }

  it('have no export that the consumer does not use', () => {
    const text = readFileSync(consumer, 'utf8');
    const dist = join(project.folder, 'node_modules/knex-stairway/dist');
    const exported = entries.flatMap((file) => namesIn(readFileSync(join(dist, file), 'utf8')));
    expect(exported).to.include.members(['climb', 'migrate', 'stairwaySuite', 'RowOf']);
    expect(exported.filter((name) => !new RegExp(`\\b${name}\\b`, 'u').test(text))).to.deep.equal(
      [],
    );
  });

  it('are those that an entry leads to, all of them and no others', () => {
    const dist = join(project.folder, 'node_modules/knex-stairway/dist');
    const present = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.d.ts'),
    );
    const reached = new Set(entries);
    for (const file of reached) {
      const text = readFileSync(join(dist, file), 'utf8');
      for (const { groups } of text.matchAll(/(?:from |import\()'(?<path>\.[^']+)'/gu)) {
        reached.add(join(file, '..', groups?.['path'] ?? '').replace(/\.ts$/u, '.d.ts'));
      }
    }
    expect(present.sort()).to.deep.equal([...reached].sort());
    expect(present).to.have.length.above(50);
  });
});

/** Names that a declaration file exports. */
function namesIn(text: string): string[] {
  const lists = [...text.matchAll(/export (?:type )?\{(?<names>[^}]+)\}/gu)].flatMap(({ groups }) =>
    (groups?.['names'] ?? '').split(','),
  );
  const single = [...text.matchAll(/export (?:declare )?(?:interface|function) (?<name>\w+)/gu)];
  return [...lists, ...single.map(({ groups }) => groups?.['name'] ?? '')]
    .map((name) => name.replace('type ', '').trim())
    .filter((name) => name !== '');
}
