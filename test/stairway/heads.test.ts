import { expect } from 'chai';
import { problemsOfHeads } from '../../lib/stairway/heads.ts';
import { FileMigrationSource } from '../../lib/source/file-migration-source.ts';
import { useProjects } from '../support/migrations.ts';

describe('problemsOfHeads', () => {
  const newProject = useProjects();

  /** The problems of files by what their headers revise: `1 a`, `2 b < a`. */
  function problemsOf(...files: readonly string[]): string[] {
    const project = newProject(
      Object.fromEntries(
        files.map((text) => {
          const [day = '', revision = '', , revises = ''] = text.split(' ');
          const header = `/**\n * x\n *\n * Revision: ${revision}\n * Revises: ${revises}\n */\n`;
          const body = 'exports.up = async () => {};\nexports.down = async () => {};\n';
          return [`170000000${day}_${revision}_x.cjs`, header + body];
        }),
      ),
    );
    const source = new FileMigrationSource({ directory: project.folder });
    return problemsOfHeads(source.list().migrations).map(({ code, where }) => `${code} ${where}`);
  }

  const [a, b, c] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'];

  it('finds nothing wrong with one chain', () => {
    expect(problemsOf(`1 ${a}`, `2 ${b} < ${a}`, `3 ${c} < ${b}`)).to.deep.equal([]);
  });

  it('finds two heads, and says which', () => {
    expect(problemsOf(`1 ${a}`, `2 ${b} < ${a}`, `3 ${c} < ${a}`)).to.deep.equal([
      `E_HEADS 1700000002_${b}_x.cjs, 1700000003_${c}_x.cjs`,
    ]);
  });

  it('finds what revises nothing that is there, or what comes later', () => {
    expect(problemsOf(`1 ${a} < dddddddddddd`, `2 ${b} < ${a}`)).to.deep.equal([
      `E_PARENT_UNKNOWN 1700000001_${a}_x.cjs`,
    ]);
    expect(problemsOf(`1 ${a} < ${b}`, `2 ${b}`)).to.deep.equal([
      `E_PARENT_LATER 1700000001_${a}_x.cjs`,
    ]);
  });

  it('asks no chain of files that revise nothing', () => {
    expect(problemsOf(`1 ${a}`, `2 ${b}`)).to.deep.equal([]);
  });

  it('lets a chain begin behind old files, which have no header', () => {
    const { folder, write } = newProject({
      '1600000000_old.cjs': 'exports.up = exports.down = async () => {};',
    });
    write({
      [`1700000001_${a}_x.cjs`]:
        '/**\n * x\n *\n * Revises: 1600000000_old\n */\nexports.up = exports.down = async () => {};',
    });
    const source = new FileMigrationSource({ directory: folder });
    expect(problemsOfHeads(source.list().migrations)).to.deep.equal([]);
  });
});
