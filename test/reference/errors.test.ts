import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readErrorCodes, readUsedCodes } from '../../scripts/reference/error-codes.ts';
import { PrintedTexts } from '../../scripts/reference/printed-texts.ts';
import { renderErrors } from '../../scripts/reference/render-errors.ts';
import { root } from '../support/project.ts';

/** What looks like a code in the source, and is none of an error of ours. */
const noCodes: Readonly<Record<string, string>> = {
  E_NAME: 'the beginning of codes, in lib/adopt/rename-plan.ts',
  E_PROBE_TIMEOUT: 'of an error that stays within lib/service',
};

describe('docs/errors.md', () => {
  const parts = readErrorCodes(root);
  const words = parts.flatMap((part) => part.words);
  const used = readUsedCodes(root);

  it('has a section for each code that lib uses, and none for another', () => {
    const inUse = [...used.keys()].filter((code) => !(code in noCodes)).sort();
    expect(
      words.map(({ word }) => word).sort(),
      'lib/error-code documents codes, lib uses them: a new code belongs in one of its files',
    ).to.deep.equal(inUse);
    expect(Object.keys(noCodes).filter((code) => !used.has(code))).to.deep.equal([]);
  });

  it('says of each code what it means, what is printed and how to mend it', () => {
    const lacking = words.filter(
      ({ doc: { text, repair = '', examples } }) =>
        text === '' || repair === '' || examples.length !== 1,
    );
    expect(lacking.map(({ word }) => word)).to.deep.equal([]);
  });

  it('shows messages as the source prints them', () => {
    const texts = new PrintedTexts(root);
    const strange = parts.flatMap((part, index) =>
      part.words.flatMap(({ word, doc: { examples } }) =>
        printedIn(examples[0] ?? '', index < 2)
          .filter((text) => !texts.prints(text, used.get(word) ?? []))
          .map((text) => `${word}: ${text}`),
      ),
    );
    expect(strange).to.deep.equal([]);
  });

  it('is what npm run docs:api writes', () => {
    const written = readFileSync(join(root, 'docs/errors.md'), 'utf8');
    expect(written, 'run npm run docs:api, and commit docs/errors.md').to.equal(renderErrors(root));
  });
});

/**
 * The texts of an example but for those that say where, which are of the user.
 *
 * @param isWhole whether it is a whole message: a headline, then problems that are indented
 */
function printedIn(example: string, isWhole: boolean): string[] {
  const [headline = '', ...rest] = example.split('\n');
  const isWhere = (line: string): boolean => isWhole && /^ {2}[^ →]/u.test(line);
  const texts = isWhole ? [headline] : [];
  const clauses: string[] = [];
  for (const line of rest.filter((each) => each !== '' && !isWhere(each))) {
    const text = line.trim();
    if (!text.startsWith('→ ')) clauses.push(text);
    else texts.push(clauses.splice(0).join(' '), text.slice(2));
  }
  return [...texts, clauses.join(' ')].filter((text) => text !== '');
}
