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
  readonly #dist: string;
  readonly #mentioned = new Set<string>();
  readonly #files = new Map<string, DeclarationFile>();

  constructor(dist: string) {
    this.#dist = dist;
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

  /** Types that a file exports, that exports of the package mention, and that no entry exports. */
  unnamed(): string[] {
    return [...this.#mentioned].filter((name) => this.entryOf(name) === undefined).sort();
  }

  #fileOf(path: string): DeclarationFile {
    const file = this.#files.get(path) ?? readDeclarations(path);
    this.#files.set(path, file);
    return file;
  }

  #isExported(name: string): boolean {
    return Object.values(entries).some((file) =>
      this.#fileOf(resolve(join(this.#dist, file))).exported.includes(name),
    );
  }

  #find(path: string, name: string): Declared {
    const file = this.#fileOf(path);
    const found = file.declared.get(name);
    if (found !== undefined) {
      for (const each of found.mentions) {
        if (file.taken.has(each) || (file.declared.has(each) && file.exported.includes(each))) {
          this.#mentioned.add(each);
        }
      }
      return this.#withInherited(path, found);
    }
    const from = file.taken.get(name);
    if (from === undefined) throw new Error(`${path} does not declare ${name}`);
    return this.#find(from.path, from.name);
  }

  /** With the members of what it extends in this package. */
  #withInherited(path: string, declared: Declared): Declared {
    const { members, bases, kind } = declared;
    const file = this.#fileOf(path);
    const inherited = bases.flatMap(({ name, has }) => {
      const isOurs = file.declared.has(name) || file.taken.has(name);
      // A class that is exported has a place of its own.
      if (!isOurs || (kind === 'class' && this.#isExported(name))) return [];
      return this.#find(path, name).members.filter((member) => has(member.name));
    });
    const names = new Set(members.map(({ name }) => name));
    return {
      ...declared,
      members: [...members, ...inherited.filter(({ name }) => !names.has(name))],
    };
  }
}
