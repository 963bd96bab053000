import { join, resolve } from 'node:path';
import { readDeclarations, type DeclarationFile, type Declared } from './declarations.ts';

/** What users import, under which name. */
export interface Entry {
  readonly name: string;
  readonly exports: readonly Declared[];
}

/** Entries of package.json, and the declarations that tsc has written for them. */
const entries = {
  'knex-stairway': 'index.d.ts',
  'knex-stairway/mocha': 'stairway/suite.d.ts',
  'knex-stairway/testing': 'testing.d.ts',
} as const;

/** Reads all that the package exports from its declarations; build it first. */
export class Surface {
  readonly entries: readonly Entry[];
  readonly #files = new Map<string, DeclarationFile>();

  constructor(dist: string) {
    this.entries = Object.entries(entries).map(([name, file]) => {
      const path = resolve(join(dist, file));
      const found = this.#fileOf(path).exported.map((each) => this.#find(path, each));
      return { name, exports: found };
    });
  }

  /** The name of the first entry that exports a name. */
  entryOf(name: string): string | undefined {
    return this.entries.find((entry) => entry.exports.some((each) => each.name === name))?.name;
  }

  /** Types that exported declarations mention, that the package declares, and that no entry exports. */
  unnamed(): string[] {
    const known = new Set(
      [...this.#files.values()].flatMap(({ declared, taken }) =>
        [[...declared.keys()], [...taken.keys()]].flat(),
      ),
    );
    const isUnnamed = (name: string): boolean =>
      known.has(name) && this.entryOf(name) === undefined;
    return this.entries
      .flatMap((entry) => entry.exports)
      .flatMap(({ name, mentions }) =>
        [...mentions].filter(isUnnamed).map((each) => `${name} mentions ${each}`),
      );
  }

  #fileOf(path: string): DeclarationFile {
    const file = this.#files.get(path) ?? readDeclarations(path);
    this.#files.set(path, file);
    return file;
  }

  #find(path: string, name: string): Declared {
    const file = this.#fileOf(path);
    const found = file.declared.get(name);
    if (found !== undefined) return this.#withInherited(path, found);
    const from = file.taken.get(name);
    if (from === undefined) throw new Error(`${path} does not declare ${name}`);
    return this.#find(from.path, from.name);
  }

  /** With the members of what it extends in this package. */
  #withInherited(path: string, declared: Declared): Declared {
    const { members, bases } = declared;
    const file = this.#fileOf(path);
    const inherited = bases.flatMap((base) => {
      const isOurs = file.declared.has(base) || file.taken.has(base);
      return isOurs ? this.#find(path, base).members : [];
    });
    const names = new Set(members.map(({ name }) => name));
    return {
      ...declared,
      members: [...members, ...inherited.filter(({ name }) => !names.has(name))],
    };
  }
}
