import { expect } from 'chai';
import { FileMigrationSource } from '../../lib/source/file-migration-source.ts';
import { meetingOrders } from '../../lib/stairway/meeting-orders.ts';
import { useProjects } from '../support/migrations.ts';

describe('meetingOrders', () => {
  const createProject = useProjects();

  /** Orders as letters, of files in their order, each with what it revises: `b<a`. */
  function ordersOf(files: readonly string[], applied = ''): string[] {
    const texts = files.map((text, index) => {
      const [letter = '', parents = ''] = text.split('<');
      const revises = [...parents].map((parent) => parent.repeat(12)).join(', ');
      const header = `/**\n * x\n *\n * Revision: ${letter.repeat(12)}\n * Revises: ${revises}\n */\n`;
      return [
        `150000000${index}_${letter.repeat(12)}_x.cjs`,
        `${header}exports.up = exports.down = async () => {};`,
      ] as const;
    });
    const { folder } = createProject(Object.fromEntries(texts));
    const { migrations } = new FileMigrationSource({ directory: folder }).list();
    const nameOf = (letter: string): string =>
      migrations.find(({ revision }) => revision?.startsWith(letter))?.name ?? '';
    return meetingOrders(migrations, [...applied].map(nameOf)).map((order) =>
      order.map(({ revision }) => revision?.[0]).join(''),
    );
  }

  it('is one where nothing meets', () => {
    expect(ordersOf(['a', 'b<a', 'c<b'], 'ab')).to.deep.equal(['abc']);
  });

  it('is that of the files, and each branch before the other', () => {
    expect(ordersOf(['a', 'b<a', 'c<a', 'd<b'])).to.deep.equal(['abcd', 'acbd', 'abdc']);
    expect(ordersOf(['a', 'b<a', 'c<a'])).to.deep.equal(['abc', 'acb']);
  });

  it('asks what a database has applied first, though no header tells', () => {
    expect(ordersOf(['a', 'b<a', 'c<b'], 'ac')).to.deep.equal(['abc', 'acb']);
  });

  it('exchanges only branches of what is pending, behind what is applied', () => {
    const files = ['a', 'b<a', 'c<a', 'd<b', 'e<c'];
    expect(ordersOf(files, 'abc')).to.deep.equal(['abcde', 'abced']);
    expect(ordersOf(files, 'acb')).to.deep.equal(['abcde', 'acbde', 'acbed']);
    expect(ordersOf(files, 'abd')).to.deep.equal(['abcde', 'abdce']);
    expect(ordersOf(files, 'abcde')).to.deep.equal(['abcde']);
  });

  it('has nothing to try where a later one revises both', () => {
    expect(ordersOf(['a', 'b<a', 'c<a', 'd<bc'])).to.deep.equal(['abcd']);
  });
});
