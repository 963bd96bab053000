import { join } from 'node:path';
import { expect } from 'chai';
import { problemsOfImports } from '../../lib/source/outside-imports.ts';
import { useProjects } from '../support/migrations.ts';

describe('imports from outside of the migrations', () => {
  const createProject = useProjects();

  /** What is found in a migration of this text: line and specifier, as messages say them. */
  function found(text: string, files: Readonly<Record<string, string>> = {}): string[] {
    const { folder } = createProject({
      'package.json': JSON.stringify({
        name: 'shop',
        imports: {
          '#models/*': { types: './types/*', default: './src/models/*' },
          '#helper': './migrations/helper.ts',
          '#knex': 'knex',
        },
      }),
      'migrations/one.ts': text,
      ...files,
    });
    const problems = problemsOfImports(
      [join(folder, 'migrations/one.ts')],
      [join(folder, 'migrations')],
    );
    return problems.map(({ where, what }) =>
      [
        where.slice(folder.length + 1),
        /imports (?<name>\S+?),? /u.exec(what)?.groups?.['name'],
      ].join(' '),
    );
  }

  it('are reported with file and line, however they are written', () => {
    expect(
      found(`import { User } from '../src/models/user.ts';
export * from '../src/models';
const lazy = () => import('../src/lazy.js');
const old = require('/srv/models/user.js');
import '#models/user.ts';
import 'file:///srv/models/user.js';
import { shop } from 'shop/models';
import '..';`),
    ).to.deep.equal([
      'migrations/one.ts:1 ../src/models/user.ts',
      'migrations/one.ts:2 ../src/models',
      'migrations/one.ts:3 ../src/lazy.js',
      'migrations/one.ts:4 /srv/models/user.js',
      'migrations/one.ts:5 #models/user.ts',
      'migrations/one.ts:6 file:///srv/models/user.js',
      'migrations/one.ts:7 shop/models',
      'migrations/one.ts:8 ..',
    ]);
  });

  it('are not packages, types, and helpers within the folders', () => {
    expect(
      found(
        `import { Knex } from 'knex'; import { tableSnapshot } from 'knex-stairway';
import fs from 'node:fs'; import path from 'path'; import x from '@scope/name/sub';
import type { User } from '../src/models/user.ts';
import helper from './helper.js'; import './sub/other.ts'; import '#helper'; import '#knex';
import '../migrations/helper.ts'; import './sub/../helper.ts'; import '../node_modules/knex/knex.js';`,
        { 'migrations/helper.ts': 'export default 1;', 'migrations/sub/other.ts': '' },
      ),
    ).to.deep.equal([]);
  });

  it('are found in the helpers that a migration imports, once', () => {
    expect(
      found(`import './helper'; import './sub/index.js';`, {
        'migrations/helper.ts': `import './sub';`,
        'migrations/sub/index.ts': `import '../helper.js';\nimport '../../models.js';`,
        'migrations/unused.ts': `import '../models.js';`,
      }),
    ).to.deep.equal(['migrations/sub/index.ts:2 ../../models.js']);
  });

  it('are those that an alias of tsconfig.json leads to', () => {
    const files = {
      'tsconfig.json': `{
  // of the project
  "extends": "./base.json",
  "compilerOptions": { "baseUrl": "./src", "strict": true, },
}`,
      'base.json': `{ "compilerOptions": { "paths": { "@models/*": ["./src/models/*"], "@here/*": ["./migrations/*"] } } }`,
      'src/util/slug.ts': '',
      'migrations/helper.ts': '',
    };
    expect(
      found(
        `import '@models/user'; import '@here/helper'; import 'util/slug'; import 'lodash/get';`,
        files,
      ),
    ).to.deep.equal(['migrations/one.ts:1 @models/user', 'migrations/one.ts:1 util/slug']);
  });
});
