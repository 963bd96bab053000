import { extname, relative } from 'node:path';
import { sourceOfConfig } from '../source/source-of-config.ts';
import { textOf, type Command } from './command.ts';
import { exitCode } from './exit-code.ts';
import { loadKnexfile } from './knexfile.ts';
import { UsageError } from './usage-error.ts';

export const makeCommand: Command = {
  name: 'make',
  summary: 'write the next migration file',
  help: `knex-stairway make "add user"

Writes the next migration file by the template of the source, with a header
(message, Revision, Revises, Created) and empty up and down.

  -m, --message TEXT    what the migration is for, instead of the first word
  -x, --extension EXT   ts, js, mjs, cjs, mts or cts; default as the last migration
      --directory PATH  one of the folders of the source; default the last`,
  options: {
    message: { type: 'string', short: 'm' },
    extension: { type: 'string', short: 'x' },
    directory: { type: 'string' },
  },
  takesWords: true,
  async run({ values, words, output }) {
    const message = textOf(values['message']);
    const given = [...words, ...(message === undefined ? [] : [message])];
    const [text] = given;
    if (text === undefined || given.length > 1) {
      throw new UsageError(
        given.length > 1
          ? `make takes one message, but got ${given.length}: ${given.map((word) => JSON.stringify(word)).join(', ')}`
          : 'make needs a message',
        'Put it into quotes: knex-stairway make "add user".',
      );
    }
    const { path: knexfile, config } = await loadKnexfile(values);
    const { makeMigration } = await import('../make/make-migration.ts');
    const made = await makeMigration({
      source: sourceOfConfig(config, relative(process.cwd(), knexfile)),
      message: text,
      directory: textOf(values['directory']),
      extension: textOf(values['extension']),
      fallbackExtension: extname(knexfile),
    });
    output.out(
      values['json'] === true
        ? JSON.stringify(made)
        : `Created ${relative(process.cwd(), made.path)}`,
    );
    return exitCode.done;
  },
};
