import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** What a command prints with `--json`: a sentence, and types of the source that say its shape. */
interface PrintedJson {
  readonly sentence: string;
  readonly types?: readonly (readonly [file: string, ...names: string[]])[];
}

const printed: Readonly<Record<string, PrintedJson>> = {
  make: {
    sentence: 'With `--json` it prints what was made:',
    types: [['make/make-migration.ts', 'MadeMigration']],
  },
  migrate: {
    sentence:
      'With `--json` it prints a line for each [`MigrateEvent`](#migrateevent), with its `time` as an ISO text.',
  },
  status: {
    sentence: 'With `--json` it prints a `Status`:',
    types: [
      ['service/read-status.ts', 'Status', 'AppliedStatus', 'PendingStatus', 'HalfApplied'],
      ['service/read-lock.ts', 'LockState'],
    ],
  },
  plan: {
    sentence: 'With `--json` it prints a `Plan`:',
    types: [['plan/plan.ts', 'Plan', 'PlannedMigration', 'PlannedStatement', 'StatementKind']],
  },
  check: {
    sentence: 'With `--json` it prints a `CheckReport`:',
    types: [['cli/check-command.ts', 'CheckReport']],
  },
  stairway: { sentence: 'With `--json` it prints a [`ClimbResult`](#climbresult).' },
  snapshot: {
    sentence:
      'With `--json` it prints `table`, `schema` (or null), `columns` and the `declaration` as a text.',
  },
  docs: {
    sentence: 'With `--out` and `--json` it prints a `DocsReport`:',
    types: [['cli/docs-command.ts', 'DocsReport']],
  },
  adopt: {
    sentence:
      'With `--json` it prints an `AdoptReport`, with `--baseline` a `BaselineReport`, and with `--names` or `--comments` `made`, `size` and `problems`:',
    types: [
      ['cli/adopt-recorded.ts', 'AdoptReport'],
      ['cli/adopt-baseline.ts', 'BaselineReport'],
    ],
  },
};

/** Says what a command prints with `--json`; empty for one that has nothing to say. */
export function printedJsonOf(root: string, command: string): string {
  const { sentence, types = [] } = printed[command] ?? { sentence: '' };
  const texts = types.flatMap(([file, ...names]) => {
    const path = join(root, 'lib', file);
    return names.map((name) => textOf(path, name));
  });
  return [
    sentence,
    ...(texts.length === 0 ? [] : [`\`\`\`ts\n${texts.join('\n\n')}\n\`\`\``]),
  ].join('\n\n');
}

/** A type with its docstring, as the source has it. */
function textOf(path: string, name: string): string {
  const text = readFileSync(path, 'utf8');
  const { program, comments } = parseSync(path, text);
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
  throw new Error(`${path} declares no ${name}`);
}
