import { expect } from 'chai';
import { compileFileTemplate } from '../../lib/revision/file-template.ts';
import { classifyFile, type Finding } from '../../lib/source/classify-file.ts';
import { modulePlace } from '../../lib/source/module-place.ts';

const template = compileFileTemplate('%(epoch)d_%(rev)s_%(slug)s');
const migration = { up: async () => {}, down: async () => {} };

function classify(
  file: string,
  legacy: 'refuse' | 'as-knex',
  exported: object = migration,
): Finding {
  const place = modulePlace({ [file]: exported as typeof migration });
  return classifyFile(place, file, { template, legacy });
}

/** Kinds of finding under 'refuse' and under 'as-knex'. */
const kinds: Readonly<Record<string, readonly [refuse: string, asKnex: string]>> = {
  '1728372261_c0a05e0cd317_add_user.js': ['named', 'named'],
  '1728372261_add_user.js': ['named', 'legacy'],
  '2024-10-08_c0a05e0cd317_add_user.js': ['named', 'legacy'],
  '20241008072421_add_user.js': ['named', 'legacy'],
  '20211705120000_month_17.js': ['problem', 'legacy'],
  '001_init.js': ['problem', 'legacy'],
  '2.5.108.js': ['problem', 'legacy'],
  'add_user.js': ['problem', 'legacy'],
  '1728372261_c0a05e0cd317_add_user.d.ts': ['aside', 'aside'],
  '.hidden.js': ['aside', 'aside'],
};

describe('classifyFile', () => {
  for (const [file, [refuse, asKnex]] of Object.entries(kinds)) {
    it(`takes ${file} for ${refuse} under 'refuse', for ${asKnex} under 'as-knex'`, () => {
      expect(classify(file, 'refuse').kind).to.equal(refuse);
      expect(classify(file, 'as-knex').kind).to.equal(asKnex);
    });
  }

  it('asks what it exports only a file that begins with no figure, and a test', () => {
    for (const legacy of ['refuse', 'as-knex'] as const) {
      for (const file of ['helper.js', '1728372261_c0a05e0cd317_add_user.test.js']) {
        expect(classify(file, legacy, {}).kind, file).to.equal('aside');
      }
      expect(classify('1728372261_c0a05e0cd317_add_user.js', legacy, {}).kind).to.equal('named');
      expect(classify('1728372261_c0a05e0cd317_a_b.spec.js', legacy).kind).to.equal('named');
    }
  });
});
