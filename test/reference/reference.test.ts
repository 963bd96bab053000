import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCommands } from '../../scripts/reference/commands.ts';
import { ReferencePage } from '../../scripts/reference/render-reference.ts';
import { Surface } from '../../scripts/reference/surface.ts';
import { root } from '../support/project.ts';

/** Types that exports are made of, and that nobody needs by name. */
const parts = new Set([
  // Of ErrorCode, by where they belong; each of them is on the page of errors.
  'ChangeCode',
  'ConventionCode',
  'DataCode',
  'DatabaseCode',
  'FamilyCode',
  'FileCode',
  'InitCode',
  'OptionCode',
  'ProjectCode',
  'RecordCode',
  'SchemaCode',
  'ServiceCode',
  // Half of EpochMigrationSource, whose members the page has there.
  'FileMigrationSource',
  'FileMigrationSourceOptions',
]);

describe('docs/reference.md', () => {
  const surface = new Surface(join(root, 'dist'));
  const exports = surface.entries.flatMap((entry) => entry.exports);

  it('is what npm run docs:api writes', async () => {
    const page = new ReferencePage(root, surface, await readCommands());
    const written = readFileSync(join(root, 'docs/reference.md'), 'utf8');
    expect(written, 'run npm run docs:api, and commit docs/reference.md').to.equal(page.render());
  });

  it('has a sentence for each export', () => {
    expect(exports.filter(({ doc }) => doc.text === '').map(({ name }) => name)).to.deep.equal([]);
  });

  it('says of each option what holds without it', () => {
    const silent = exports
      .filter(({ name }) => name.endsWith('Options') || name === 'Conventions')
      .flatMap(({ name, members }) =>
        members
          .filter(({ isOptional, type }) => isOptional && type !== 'never')
          .filter(({ doc }) => !/default|unless|\belse\b|without/iu.test(doc.text))
          .map((member) => `${name}.${member.name}`),
      );
    expect(silent).to.deep.equal([]);
  });

  it('leaves no type without a name that a user could import', () => {
    expect(new Set(surface.unnamed())).to.deep.equal(parts);
  });

  it('has no any among the types', () => {
    const loose = exports.flatMap(({ name, signature, members }) =>
      [signature, ...members.map((member) => member.signature)]
        .filter((text) => /\bany\b/u.test(text))
        .map((text) => `${name}: ${text}`),
    );
    expect(loose).to.deep.equal([]);
  });

  it('links to nothing that is not there', () => {
    const page = readFileSync(join(root, 'docs/reference.md'), 'utf8');
    const errors = readFileSync(join(root, 'docs/errors.md'), 'utf8');
    const dead = (text: string, links: RegExp, target: string): string[] =>
      [...text.matchAll(links)]
        .map(([, anchor = '']) => anchor)
        .filter((anchor) => !anchorsOf(target).has(anchor));
    expect(dead(page, /\]\(#([^)]+)\)/gu, page)).to.deep.equal([]);
    expect(dead(errors, /\]\(#([^)]+)\)/gu, errors)).to.deep.equal([]);
    expect(dead(page, /\]\(errors\.md#([^)]+)\)/gu, errors)).to.deep.equal([]);
  });
});

/** Of the headings of a page, as GitHub makes them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...page.matchAll(/^#{1,6} (.+)$/gmu)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
