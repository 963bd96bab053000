import { expect } from 'chai';
import { formatKnexfileLines } from '../../lib/adopt/adopt-knexfile.ts';

describe('formatKnexfileLines', () => {
  it('keeps what Knex is told besides, and drops what would replace the source', () => {
    const lines = formatKnexfileLines(
      {
        directory: ['./a', './b'],
        recordAs: 'file',
        legacy: 'as-knex',
        reasons: [],
        since: 1795513398,
      },
      {
        directory: ['./a', './b'],
        loadExtensions: ['.js'],
        tableName: 'migrations',
        extension: 'ts',
      },
      false,
    );
    expect(lines).to.deep.equal([
      "const { EpochMigrationSource } = require('knex-stairway');",
      '',
      'migrations: {',
      "  tableName: 'migrations',",
      '  migrationSource: new EpochMigrationSource({',
      "    directory: ['./a','./b'],",
      "    legacy: 'as-knex',",
      "    recordAs: 'file',",
      '    conventions: { since: 1795513398 },',
      '  }),',
      '},',
    ]);
  });
});
