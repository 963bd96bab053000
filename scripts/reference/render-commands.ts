import type { CommandHelp } from './commands.ts';
import { anchorOf } from './docstring.ts';
import { printedJsonOf } from './printed-json.ts';

const introduction = `## Command line

\`knex-stairway <command> [options]\`. [Exit codes](errors.md#exit-codes). With \`--json\` an error is a line of JSON on the standard error: \`code\`, \`message\` and \`problems\`.`;

/** The lines of the contents of the page. */
export function contentsOfCommands(commands: readonly CommandHelp[]): string {
  const links = commands.map(([name]) => `[${name}](#${anchorOf(`knex-stairway ${name}`)})`);
  return `- [Command line](#command-line)\n  - ${links.join(', ')}`;
}

/** A section for each command: its help, and what it prints with `--json`. */
export function sectionsOfCommands(root: string, commands: readonly CommandHelp[]): string[] {
  const sections = commands.map(([name, help]) =>
    [`### knex-stairway ${name}`, `\`\`\`text\n${help}\n\`\`\``, printedJsonOf(root, name)]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  return [introduction, ...sections];
}
