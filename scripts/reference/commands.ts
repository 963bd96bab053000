import { run } from '../../lib/cli/run.ts';

/** A command of the command line, with the help that it prints. */
export type CommandHelp = readonly [name: string, help: string];

/** Asks the command line for its commands, and each for its help. */
export async function readCommands(): Promise<CommandHelp[]> {
  const overview = await helpOf();
  const names = [...overview.matchAll(/^ {2}([a-z]+) {2,}/gmu)].map(([, name = '']) => name);
  return Promise.all(names.map(async (name) => [name, await helpOf(name)] as const));
}

async function helpOf(...words: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  await run([...words, '--help'], { out: write, err: write });
  return lines.join('\n');
}
