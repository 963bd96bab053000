import { expect } from 'chai';
import * as fc from 'fast-check';
import { compileFileTemplate } from '../../lib/revision/file-template.ts';
import { classifyFile } from '../../lib/source/classify-file.ts';
import { modulePlace } from '../../lib/source/module-place.ts';
import { readPlainName } from '../../lib/source/plain-name.ts';

const template = compileFileTemplate('%(epoch)d_%(rev)s_%(slug)s');

/** What is found out by asking all there is to ask. */
function readInFull(file: string): { instant: number; revision: string | undefined } | undefined {
  const place = modulePlace({ [file]: { up: async () => {}, down: async () => {} } });
  const finding = classifyFile(place, file, { template, legacy: 'refuse' });
  if (finding.kind !== 'named') return undefined;
  const { instant, revision } = finding.name;
  return { instant, revision };
}

const c0a0 = { instant: 1_728_372_261_000, revision: 'c0a05e0cd317' };
const none = { ...c0a0, revision: undefined };

/** Those that are read, as they are in full. */
const read: Readonly<Record<string, object>> = {
  '1728372261_c0a05e0cd317_add_user.ts': c0a0,
  '1728372261_c0a05e0cd317_Add-2_users_.mjs': c0a0,
  '1728372261_c0a05e0cd317_.cts': c0a0,
  '1728372261_step_0.js': none,
  '1728372261_add_user.js': none,
  '728372261_step.js': { ...none, instant: 728_372_261_000 },
};

/** Those that are to be asked more, most of which are named all the same. */
const unread = [
  '1728372261_c0a05e0cd317.ts',
  '1728372261_c0a05e0cd3_add_user.ts',
  '1728372261_c0a05e0cd3171_add_user.ts',
  '1728372261_deed_of_gift.ts',
  '1728372261_2024_report.ts',
  '1728372261__c0a05e0cd317_add_user.ts',
  '1728372261-add_user.ts',
  '1728372261123_add_user.ts',
  '1728372261_c0a05e0cd317_add_user.d.ts',
  '1728372261_c0a05e0cd317_add_user.test.ts',
  '1728372261_c0a05e0cd317_größe.ts',
  '1728372261_c0a05e0cd317_add_user.tsx',
  '0728372261_add_user.ts',
  '20241008072421_add_user.ts',
];

describe('readPlainName', () => {
  for (const [file, name] of Object.entries(read)) {
    it(`reads ${file}`, () => {
      expect(readPlainName(file)).to.deep.equal(name);
      expect(readInFull(file)).to.deep.equal(name);
    });
  }

  for (const file of unread) {
    it(`leaves ${file} to those who ask more`, () => {
      expect(readPlainName(file)).to.equal(undefined);
    });
  }

  it('reads nothing otherwise than those do', () => {
    const piece = fc.oneof(
      fc.constantFrom('_', '__', '-', '.', ' ', 'add', 'step', 'Z', '7', 'ab', 'é', '.test', '.d'),
      fc.stringMatching(/^[0-9a-f]{1,14}_?$/),
    );
    const files = fc
      .tuple(
        fc.stringMatching(/^[0-9]{9,10}_$/),
        fc.array(piece, { maxLength: 3 }),
        fc.constantFrom('.ts', '.js', '.cjs', '.mts', '.ls', ''),
      )
      .map(([stamp, pieces, extension]) => `${stamp}${pieces.join('')}${extension}`);
    let count = 0;
    fc.assert(
      fc.property(files, (file) => {
        const name = readPlainName(file);
        if (name === undefined) return;
        count += 1;
        expect(name).to.deep.equal(readInFull(file));
      }),
      { numRuns: 5_000 },
    );
    expect(count, 'names that were compared').to.be.above(200);
  });
});
