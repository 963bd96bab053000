import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { readCommands } from '../../scripts/reference/commands.ts';
import type { Command } from '../../lib/cli/command.ts';
import { root } from '../support/project.ts';

/** Options that the help of every command lists at its end. */
const shared = ['knexfile', 'env', 'cwd', 'json', 'help'];

describe('the help of the commands', () => {
  let commands: readonly Command[];

  before(async () => {
    const files = readdirSync(join(root, 'lib/cli')).filter((file) => file.endsWith('-command.ts'));
    const modules = await Promise.all(
      files.map(
        (file): Promise<Record<string, Command>> =>
          import(pathToFileURL(join(root, 'lib/cli', file)).href),
      ),
    );
    commands = modules.flatMap((module) => Object.values(module));
  });

  it('lists the commands that there are', async () => {
    const listed = (await readCommands()).map(([name]) => name);
    expect(listed.toSorted()).to.deep.equal(commands.map(({ name }) => name).toSorted());
  });

  it('names each option of a command, and none that it does not take', async () => {
    for (const [name, help] of await readCommands()) {
      const options = commands.find((command) => command.name === name)?.options ?? {};
      const taken = [...Object.keys(options), ...shared];
      // An option has a line of its own, or stands in that of the option that it is short for.
      const lines = [...help.matchAll(/^ +(?:-\w, )?--([a-z-]+)/gmu)].map(([, option]) => option);
      const named = new Set([...help.matchAll(/--([a-z-]+)/gu)].map(([, option]) => option));
      expect(taken, name).to.include.members(lines);
      expect(
        taken.filter((option) => !named.has(option)),
        name,
      ).to.deep.equal([]);
    }
  });

  it('gives one option one meaning: what takes a value in one command does so in each', () => {
    const types = new Map<string, string>();
    for (const { name, options } of commands) {
      for (const [option, { type, short }] of Object.entries(options)) {
        const meaning = `${type} ${short ?? ''}`;
        expect(meaning, `${name} --${option}`).to.equal(types.get(option) ?? meaning);
        types.set(option, meaning);
      }
    }
  });
});
