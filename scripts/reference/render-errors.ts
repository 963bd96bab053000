import { exitCodeOf } from '../../lib/cli/exit-code.ts';
import { anchorOf, unwrap } from './docstring.ts';
import {
  readErrorClasses,
  readErrorCodes,
  readExitCodes,
  readWords,
  type Word,
  type Words,
} from './error-codes.ts';

/** How the page begins; it is run as the examples of the docstrings are. */
export const introductionExample = `import { migrate, StairwayError } from 'knex-stairway';

try {
  await migrate(knex);
} catch (error) {
  if (error instanceof StairwayError && error.code === 'E_LOCK_TIMEOUT') process.exit(0); // another one migrates
  throw error;
}`;

const introduction = `# Errors

All errors that a user can mend are \`StairwayError\`s. \`code\` says which error it is and never changes; \`problems\` lists all that is wrong, each with a \`code\` of its own, \`where\`, \`what\` and \`repair\`. The command line prints the message, or with \`--json\` one line of JSON with \`code\`, \`message\` and \`problems\`, to the standard error. Anything else that is thrown is a bug of knex-stairway, or what a driver or a migration has thrown.

\`\`\`ts
${introductionExample}
\`\`\`

This page is generated from the docstrings in \`lib/error-code\` (\`npm run docs:api\`).`;

/** Writes docs/errors.md: every code with what it means, a message as it is printed, and the repair. */
export function renderErrors(root: string): string {
  const classes = readErrorClasses(root);
  const parts = readErrorCodes(root);
  const sections = parts.flatMap((part, index) => {
    const isWhole = index < 2;
    return [
      `## ${part.title}\n\n${unwrap(part.doc.text)}`,
      part.words.map((word) => sectionOf(word, isWhole ? factsOf(word, classes) : '')),
    ].flat();
  });
  const titles = [...parts.map(({ title }) => title), 'What the stairway finds', 'Exit codes'];
  const contents = titles.map((title) => `- [${title}](#${anchorOf(title)})`).join('\n');
  const kinds = readWords(`${root}/lib/stairway/report.ts`, 'ClimbProblemKind');
  return `${[
    introduction,
    `## Contents\n\n${contents}`,
    ...sections,
    renderKinds(kinds),
    renderExitCodes(root),
  ].join('\n\n')}\n`;
}

/** @param facts a sentence for the end; empty for none */
function sectionOf({ word, doc }: Word, facts: string): string {
  const [example = ''] = doc.examples;
  return [
    `### ${word}`,
    unwrap(doc.text),
    `\`\`\`text\n${example}\n\`\`\``,
    `**Mend.** ${doc.repair ?? ''}`,
    facts,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function factsOf({ word }: Word, classes: ReadonlyMap<string, string>): string {
  const exit = `exit code ${exitCodeOf(word)}.`;
  const errorClass = classes.get(word);
  return errorClass === undefined ? `E${exit.slice(1)}` : `Class \`${errorClass}\`, ${exit}`;
}

function renderKinds({ doc, words }: Words): string {
  const rows = words.map(({ word, doc: { text } }) => `| \`${word}\` | ${unwrap(text)} |`);
  return `## What the stairway finds

${unwrap(doc.text)} \`kind\` of a \`ClimbProblem\`, in the result of \`climb\` and in \`knex-stairway stairway --json\`; the suite for mocha prints the message.

| kind | what is wrong |
|---|---|
${rows.join('\n')}`;
}

function renderExitCodes(root: string): string {
  const rows = readExitCodes(root).map(({ code, text }) => `| ${code} | ${text} |`);
  return `## Exit codes

Of every command of \`knex-stairway\`.

| code | what it says |
|---|---|
${rows.join('\n')}`;
}
