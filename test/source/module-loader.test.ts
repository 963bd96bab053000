import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { MigrationLoadError } from '../../lib/errors.ts';
import { loadModule } from '../../lib/source/load-module.ts';
import { ModuleLoader } from '../../lib/source/module-loader.ts';
import type { SourceEntry } from '../../lib/source/source-entry.ts';
import { caught, codesOf, fixture } from '../support/migrations.ts';

const up = async (): Promise<void> => {};
const down = async (): Promise<void> => {};

function entry(file: string, load: () => unknown): SourceEntry {
  return {
    file,
    where: file,
    path: undefined,
    isFolder: false,
    readText: () => undefined,
    exportsMigration: () => undefined,
    load: async () => load(),
  };
}

/** Loads modules as Knex does: all at once, and the first error counts. */
function loadAll(...loads: readonly (() => unknown)[]): Promise<unknown> {
  const loader = new ModuleLoader();
  return Promise.all(loads.map((load, index) => loader.load(entry(`m${index}.js`, load))));
}

describe('ModuleLoader', () => {
  const offences: Readonly<Record<string, readonly [loaded: unknown, code: string, what: string]>> =
    {
      'no up': [{ down }, 'E_UP_MISSING', 'exports no function up'],
      'no down': [{ up }, 'E_DOWN_MISSING', 'exports no function down'],
      neither: [{}, 'E_UP_MISSING', 'exports no function up and no function down'],
      'an up that is no function': [{ up: 1, down }, 'E_UP_MISSING', 'exports no function up'],
      'a default of null': [
        { default: null },
        'E_UP_MISSING',
        'no function up and no function down',
      ],
      'a default function': [
        { default: async () => {} },
        'E_UP_MISSING',
        'no function up and no function down',
      ],
      nothing: [undefined, 'E_UP_MISSING', 'no function up and no function down'],
    };
  for (const [title, [loaded, code, what]] of Object.entries(offences)) {
    it(`refuses a module with ${title}`, async () => {
      const error = await caught(MigrationLoadError, () => loadAll(() => loaded));
      expect(codesOf(error)).to.deep.equal([`${code} m0.js`]);
      expect(error.problems[0]?.what).to.include(what);
      expect(error).not.to.have.property('cause');
    });
  }

  it('lists all modules that fail together in one error, fast and slow, in the order asked', async () => {
    const first = new Error('first\nsecond line');
    const second = new TypeError('second');
    const error = await caught(MigrationLoadError, () =>
      loadAll(
        async () => {
          await setTimeout(30);
          throw first;
        },
        () => ({ up, down }),
        () => {
          throw second;
        },
        () => ({ up }),
        () => setTimeout(20, {}),
      ),
    );
    expect(codesOf(error)).to.deep.equal([
      'E_MODULE_FAILED m0.js',
      'E_MODULE_FAILED m2.js',
      'E_DOWN_MISSING m3.js',
      'E_UP_MISSING m4.js',
    ]);
    expect(error.problems[0]?.what).to.equal('throws while it is loaded: first');
    expect((error.cause as AggregateError).errors).to.deep.equal([first, second]);
  });

  it('does not hold an earlier failure against a later load', async () => {
    const loader = new ModuleLoader();
    const load = (file: string): Promise<unknown> => loader.load(entry(file, () => ({ up })));
    await caught(MigrationLoadError, () => load('first.js'));
    const error = await caught(MigrationLoadError, () => load('second.js'));
    expect(codesOf(error)).to.deep.equal(['E_DOWN_MISSING second.js']);
    expect(await loader.load(entry('good.js', () => ({ up, down })))).to.include({ up });
  });

  it('takes whatever a module throws, also no Error', async () => {
    for (const thrown of ['a text', null, undefined, { code: 1 }]) {
      const error = await caught(MigrationLoadError, () =>
        loadAll(() => {
          throw thrown;
        }),
      );
      expect(codesOf(error)).to.deep.equal(['E_MODULE_FAILED m0.js']);
    }
  });

  it('names the file to rename where CommonJS lies in a package of ES modules', async () => {
    const where = join(fixture('source/broken'), '1728372316_commonjs_in_esm.js');
    const load = (): Promise<unknown> =>
      new ModuleLoader().load(entry(where, () => loadModule(where)));
    const error = await caught(MigrationLoadError, load);
    expect(error.problems[0]?.repair).to.include('1728372316_commonjs_in_esm.cjs');
  });

  it('names the repair where Node cannot read TypeScript', async () => {
    const thrown = Object.assign(new TypeError('Unknown file extension ".ts"'), {
      code: 'ERR_UNKNOWN_FILE_EXTENSION',
    });
    const error = await caught(MigrationLoadError, () =>
      loadAll(() => {
        throw thrown;
      }),
    );
    expect(error.problems[0]?.repair).to.include('tsx');
    expect(error.cause).to.equal(thrown);
  });

  // The texts of Node 24.
  const mends: Readonly<Record<string, readonly [text: string, repair: string]>> = {
    'a type that is imported as a value': [
      "Named export 'Knex' not found. The requested module 'knex' is a CommonJS module, which may not support all module.exports as named exports.",
      'write `import type { Knex }`',
    ],
    'a type of an ES module': [
      "The requested module './help.ts' does not provide an export named 'Row'",
      'write `import type { Row }`',
    ],
    'a name without its extension': [
      `Cannot find module '${join(fixture('source/broken'), '1728372316_commonjs_in_esm')}' imported from /app/migrations/1.ts`,
      "'…/1728372316_commonjs_in_esm.js'",
    ],
    'a module that is not there': [
      "Cannot find module '/app/gone' imported from /app/migrations/1.ts",
      'Mend the module',
    ],
  };
  for (const [title, [text, repair]] of Object.entries(mends)) {
    it(`names the repair where Node finds ${title}`, async () => {
      const error = await caught(MigrationLoadError, () =>
        loadAll(() => {
          throw new Error(text);
        }),
      );
      expect(error.problems[0]?.repair).to.include(repair);
    });
  }
});
