import { expect } from 'chai';
import {
  isModuleName,
  moduleExtensions,
  reasonAgainstName,
  splitFileName,
  stemOf,
} from '../../lib/source/file-name.ts';

describe('splitFileName', () => {
  const names: Readonly<Record<string, readonly [stem: string, extension: string]>> = {
    'add_user.js': ['add_user', '.js'],
    'add_user.cjs': ['add_user', '.cjs'],
    'add_user.mjs': ['add_user', '.mjs'],
    'add_user.ts': ['add_user', '.ts'],
    'add_user.cts': ['add_user', '.cts'],
    'add_user.mts': ['add_user', '.mts'],
    'add_user.coffee': ['add_user', '.coffee'],
    'add_user.litcoffee': ['add_user', '.litcoffee'],
    'add_user.ts.ts': ['add_user.ts', '.ts'],
    '2.5.108.js': ['2.5.108', '.js'],
    '2.5.108': ['2.5.108', ''],
    'add_user.sql': ['add_user.sql', ''],
    'add_user.JS': ['add_user.JS', ''],
    '.js': ['.js', ''],
    addjs: ['addjs', ''],
  };
  for (const [file, [stem, extension]] of Object.entries(names)) {
    it(`takes ${file} apart`, () => {
      expect(splitFileName(file)).to.deep.equal({ stem, extension });
    });
  }
});

describe('stemOf', () => {
  it('is composed Unicode, whatever form the file system hands out', () => {
    expect(stemOf(`${'é'.normalize('NFD')}.js`)).to.equal('é'.normalize('NFC'));
  });
});

const isModule = (file: string, isLegacyAllowed = false): boolean =>
  isModuleName(file, splitFileName(file).extension, isLegacyAllowed);

describe('isModuleName', () => {
  it('is true of the six extensions of modules', () => {
    for (const extension of moduleExtensions) {
      expect(isModule(`1728372261_x${extension}`)).to.equal(true);
    }
    expect(moduleExtensions).to.have.length(6);
  });

  it('is true of what only Knex loads where old names are allowed', () => {
    expect(isModule('001_x.coffee')).to.equal(false);
    expect(isModule('001_x.coffee', true)).to.equal(true);
    expect(isModule('001_x.sql', true)).to.equal(false);
  });
});

describe('reasonAgainstName', () => {
  const onDisk = (file: string): string | undefined =>
    reasonAgainstName({ file, path: `/migrations/${file}` }, splitFileName(file).extension);

  const reasons: Readonly<Record<string, string>> = {
    '.1728372261_x.js': 'a hidden file',
    '.DS_Store': 'a hidden file',
    '1728372261_x.d.ts': 'a type declaration',
    '1728372261_x.d.mts': 'a type declaration',
    '1728372261_x.d.cts': 'a type declaration',
    '1728372261_x.js.map': 'a source map',
    '1728372261_x.d.ts.map': 'a source map',
    '1728372261_x.up.sql': 'not one of .js .cjs .mjs .ts .cts .mts',
    'README.md': 'not one of .js .cjs .mjs .ts .cts .mts',
    'schema.json': 'not one of .js .cjs .mjs .ts .cts .mts',
    '1728372261_x': 'not one of .js .cjs .mjs .ts .cts .mts',
    '1728372261_x.coffee': 'not one of .js .cjs .mjs .ts .cts .mts',
  };
  for (const [file, reason] of Object.entries(reasons)) {
    it(`leaves ${file} aside: ${reason}`, () => {
      expect(onDisk(file)).to.equal(reason);
      expect(isModule(file)).to.equal(false);
    });
  }

  it('asks no extension of what was handed in as a module', () => {
    const handedIn = (file: string): string | undefined =>
      reasonAgainstName({ file, path: undefined }, splitFileName(file).extension);
    expect(handedIn('1728372261_x')).to.equal(undefined);
    expect(handedIn('1728372261_x.d.ts')).to.equal('a type declaration');
  });
});
