import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Knex } from 'knex';
import { MigrationLoadError, messageOf, type Problem } from '../errors.ts';
import { migrationIn } from './migration-in.ts';
import type { SourceEntry } from './source-entry.ts';

type Outcome =
  | { readonly migration: Knex.Migration }
  | { readonly problems: readonly Problem[]; readonly cause: unknown };

/**
 * Loads migration modules. Knex asks for all pending ones at once before it runs the first; where
 * several fail together, one error lists them all.
 */
export class ModuleLoader {
  readonly #underWay = new Set<Promise<Outcome>>();

  /** @throws MigrationLoadError with the problems of all modules that were asked for together */
  async load(entry: SourceEntry): Promise<Knex.Migration> {
    const loading = outcomeOf(entry);
    this.#underWay.add(loading);
    try {
      const outcome = await loading;
      if ('migration' in outcome) return outcome.migration;
      const failed = (await Promise.all(this.#underWay)).filter((other) => 'problems' in other);
      throw new MigrationLoadError(
        failed.flatMap(({ problems }) => problems),
        failed.map(({ cause }) => cause).filter((cause) => cause !== undefined),
      );
    } finally {
      this.#underWay.delete(loading);
    }
  }
}

async function outcomeOf(entry: SourceEntry): Promise<Outcome> {
  let loaded: unknown;
  try {
    loaded = await entry.load();
  } catch (error) {
    return { problems: [moduleFailed(entry, error)], cause: error };
  }
  const candidate = migrationIn(loaded);
  const missing = (['up', 'down'] as const).filter(
    (direction) => typeof candidate[direction] !== 'function',
  );
  return missing.length === 0
    ? { migration: candidate as Knex.Migration }
    : { problems: [directionMissing(entry, missing)], cause: undefined };
}

function moduleFailed({ where }: SourceEntry, error: unknown): Problem {
  return {
    code: 'E_MODULE_FAILED',
    where,
    what: `throws while it is loaded: ${messageOf(error).split('\n', 1).join('')}`,
    repair: repairOf(where, error),
  };
}

function repairOf(where: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const text = messageOf(error);
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' || code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return "Let Node read TypeScript: npm install --save-dev tsx, then NODE_OPTIONS='--import tsx'.";
  }
  if (/(?:exports|module|require) is not defined in ES module scope/u.test(text)) {
    return `It is CommonJS in a package of ES modules: rename it to ${where.replace(/\.([jt])s$/u, '.c$1s')}, or write import and export.`;
  }
  const [, type] = /(?:Named export|provide an export named) '(\w+)'/u.exec(text) ?? [];
  if (type !== undefined) {
    return `Where ${type} is a type, write \`import type { ${type} }\`: Node takes types away, and asks the module for the rest.`;
  }
  const path = /^Cannot find module '([^']+)' imported from/u.exec(text)?.[1];
  const extension = resolvable.find((end) => path !== undefined && existsSync(path + end));
  if (extension !== undefined) {
    return `Write the whole name, '…/${basename(path ?? '')}${extension}', as ES modules must; or let tsx guess it: npm install --save-dev tsx.`;
  }
  return 'Mend the module; the stack stands in `cause`.';
}

/** What bundlers, ts-node and tsx add to a name, and Node does not. */
const resolvable = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];

function directionMissing({ where }: SourceEntry, missing: readonly string[]): Problem {
  return {
    code: missing.includes('up') ? 'E_UP_MISSING' : 'E_DOWN_MISSING',
    where,
    what: `exports no function ${missing.join(' and no function ')}`,
    repair: `Export ${missing.map((direction) => `async function ${direction}(knex)`).join(' and ')}; where there is nothing to do, leave the body empty.`,
  };
}
