import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { sourceFiles } from './error-codes.ts';

/** What a command prints with `--json`: a sentence, and types of the source that say its shape. */
interface PrintedJson {
  readonly sentence: string;
  readonly types?: readonly string[];
}

const printed: Readonly<Record<string, PrintedJson>> = {
  make: {
    sentence: 'With `--json` it prints what was made:',
    types: ['MadeMigration'],
  },
  migrate: {
    sentence:
      'With `--json` it prints a line for each [`MigrateEvent`](#migrateevent), with its `time` as an ISO text.',
  },
  status: {
    sentence: 'With `--json` it prints a `Status`:',
    types: ['Status', 'AppliedStatus', 'PendingStatus', 'HalfApplied', 'LockState'],
  },
  plan: {
    sentence: 'With `--json` it prints a `Plan`:',
    types: ['Plan', 'PlannedMigration', 'PlannedStatement', 'StatementKind'],
  },
  check: {
    sentence: 'With `--json` it prints a `CheckReport`:',
    types: ['CheckReport'],
  },
  stairway: { sentence: 'With `--json` it prints a [`ClimbResult`](#climbresult).' },
  snapshot: {
    sentence:
      'With `--json` it prints `table`, `schema` (or null), `columns` and the `declaration` as a text.',
  },
  docs: {
    sentence: 'With `--out` and `--json` it prints a `DocsReport`:',
    types: ['DocsReport'],
  },
  adopt: {
    sentence:
      'With `--json` it prints an `AdoptReport`, with `--baseline` a `BaselineReport`, and with `--names` or `--comments` `made`, `size` and `problems`:',
    types: ['AdoptReport', 'BaselineReport'],
  },
};

/** Says what a command prints with `--json`; empty for one that has nothing to say. */
export function printedJsonOf(root: string, command: string): string {
  const { sentence, types = [] } = printed[command] ?? { sentence: '' };
  const texts = types.map((name) => textOf(root, name));
  const code = texts.length === 0 ? [] : [`\`\`\`ts\n${texts.join('\n\n')}\n\`\`\``];
  return [sentence, ...code].join('\n\n');
}

/** A type with its docstring, as the source has it, wherever that is. */
function textOf(root: string, name: string): string {
  const declaration = new RegExp(String.raw`^(?:export )?(?:interface|type) ${name}\b`, 'mu');
  for (const file of sourceFiles(root)) {
    const text = readFileSync(join(root, file), 'utf8');
    if (declaration.test(text)) return declarationIn(text, file, name);
  }
  throw new Error(`lib declares no ${name}: mend scripts/reference/printed-json.ts`);
}

function declarationIn(text: string, file: string, name: string): string {
  const { program, comments } = parseSync(file, text);
  for (const statement of program.body) {
    const declared =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    const isType =
      declared?.type === 'TSInterfaceDeclaration' || declared?.type === 'TSTypeAliasDeclaration';
    if (!isType || declared.id.name !== name) continue;
    const doc = comments.findLast(({ end }) => end <= statement.start);
    const isOfIt = doc !== undefined && text.slice(doc.end, statement.start).trim() === '';
    const start = isOfIt ? doc.start : statement.start;
    return text.slice(start, statement.end).replace(/^export /mu, '');
  }
  throw new Error(`${file} declares ${name} within something else`);
}
