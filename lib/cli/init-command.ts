import type { Command } from './command.ts';

export const initCommand: Command = {
  name: 'init',
  summary: 'set up a project: knexfile, first migration, tests, scripts',
  help: `knex-stairway init [--client NAME] [--typescript]

Writes what a project lacks: the knexfile, the folder of migrations with a first
one, a mocha suite that takes each up, down and up again, and scripts of
package.json. What is there stays as it is. It goes by the project: the driver
that is installed, tsconfig.json, "type" of package.json.

      --client NAME     better-sqlite3, pg or mysql2
      --typescript      or --ts; default where there is a tsconfig.json
      --javascript      or --js
      --directory PATH  folder of the migrations; default migrations
      --install         also install what is missing, by npm, pnpm or yarn, as
                        the lock file says
      --dry-run         only print what would be written`,
  options: {
    client: { type: 'string' },
    typescript: { type: 'boolean' },
    ts: { type: 'boolean' },
    javascript: { type: 'boolean' },
    js: { type: 'boolean' },
    directory: { type: 'string' },
    install: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
  },
  takesWords: true,
  async run(call) {
    const { initProject } = await import('./init-project.ts');
    return initProject(call);
  },
};
