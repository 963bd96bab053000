import type { Surface } from './surface.ts';

/** An example of a docstring. */
export interface Example {
  /** What it is of, and its number: `TableSnapshot.backfill 1`. */
  readonly title: string;
  readonly code: string;
}

/** All examples of what the package exports, those of members included. */
export function readExamples(surface: Surface): Example[] {
  const seen = new Set<string>();
  return surface.entries.flatMap(({ exports }) =>
    exports
      .flatMap(({ name, doc, members }) => [
        { name, doc },
        ...members.map((member) => ({ name: `${name}.${member.name}`, doc: member.doc })),
      ])
      .flatMap(({ name, doc }) =>
        doc.examples.map((code, index) => ({ title: `${name} ${index + 1}`, code })),
      )
      // Types stand in two entries.
      .filter(({ title }) => !seen.has(title) && seen.add(title)),
  );
}

/** What an example may use without a word, besides the exports of the package. */
const given = {
  Knex: "import type { Knex } from 'knex';",
  knexModule: "import knexModule from 'knex';",
} as const;

/**
 * Makes a module of an example: with the imports of what it uses, and with the `knex` and `config` of a
 * project that is its own, in the working directory.
 */
export function moduleOf({ code }: Example, surface: Surface): string {
  const words = new Set(code.replaceAll(/\/\/.*$/gmu, '').match(/\b[A-Za-z]\w*\b/gu));
  const uses = (name: string): boolean =>
    words.has(name) &&
    !new RegExp(
      String.raw`\b(?:const|function|type) ${name}\b|^import [^']*\b${name}\b`,
      'mu',
    ).test(code);
  const imports = surface.entries.flatMap(({ name: entry, exports }) => {
    const names = exports
      .filter(({ name }) => uses(name) && surface.entryOf(name) === entry)
      .map(({ name, kind }) => (kind === 'type' || kind === 'interface' ? `type ${name}` : name));
    return names.length === 0 ? [] : [`import { ${names.join(', ')} } from '${entry}';`];
  });
  const world = ['knex', 'config'].filter(uses);
  return [
    ...Object.entries(given).flatMap(([name, line]) => (uses(name) ? [line] : [])),
    ...imports,
    `import { openWorld } from '../world.ts';`,
    `${world.length === 0 ? '' : `const { ${world.join(', ')} } = `}await openWorld();`,
    '',
    code,
    '',
    'export {};',
    '',
  ].join('\n');
}

/** Lines that the comments of an example promise: `console.log(1); // 1`. */
export function promisedBy({ code }: Example): string[] {
  return [...code.matchAll(/console\.log\(.*\);[ }]*\/\/ (?<line>.+)$/gmu)].map(
    ({ groups }) => groups?.['line'] ?? '',
  );
}
