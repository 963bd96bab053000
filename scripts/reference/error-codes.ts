import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { parseDocstring, unwrap, type Docstring } from './docstring.ts';
import { SourceText } from './source-text.ts';

/** One word of a union of words, with the docstring that stands before it. */
export interface Word {
  readonly word: string;
  readonly doc: Docstring;
}

/** A union of words that a file exports. */
export interface Words {
  readonly doc: Docstring;
  readonly words: readonly Word[];
}

/** Folder of the codes, each of which is documented where it is declared. */
const folder = 'lib/error-code';

/** The page's parts: which file of codes, under which heading. */
const parts = [
  ['family-code', 'FamilyCode', 'Whole errors'],
  ['service-code', 'ServiceCode', 'Whole errors of the service'],
  ['option-code', 'OptionCode', 'Options'],
  ['project-code', 'ProjectCode', 'The project of a command'],
  ['init-code', 'InitCode', 'Setting up'],
  ['file-code', 'FileCode', 'Files of migrations'],
  ['convention-code', 'ConventionCode', 'Names and comments'],
  ['schema-code', 'SchemaCode', 'Calls that Knex would lose'],
  ['change-code', 'ChangeCode', 'Changes of tables'],
  ['data-code', 'DataCode', 'Data'],
  ['record-code', 'RecordCode', 'What is recorded'],
  ['database-code', 'DatabaseCode', 'Databases'],
] as const;

/** All codes in the order of the page, by part. */
export function readErrorCodes(root: string): (Words & { readonly title: string })[] {
  return parts.map(([file, type, title]) => {
    const { doc, words } = readWords(join(root, folder, `${file}.ts`), type);
    return { title, doc, words };
  });
}

/** Reads a union of words: `export type X = /** … *\/ | 'one' …`. */
export function readWords(path: string, type: string): Words {
  const text = readFileSync(path, 'utf8');
  const { program, comments } = parseSync(path, text);
  for (const statement of program.body) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : undefined;
    if (declaration?.type !== 'TSTypeAliasDeclaration' || declaration.id.name !== type) continue;
    const union = declaration.typeAnnotation;
    const types = union.type === 'TSUnionType' ? union.types : [union];
    const docBefore = (start: number): Docstring => {
      const comment = comments.findLast(({ end }) => end <= start);
      const isBefore = comment && /^[\s|]*$/u.test(text.slice(comment.end, start));
      return parseDocstring(isBefore ? comment.value : '');
    };
    const words = types.map((each) => ({
      word: text.slice(each.start, each.end).replaceAll("'", ''),
      doc: docBefore(each.start),
    }));
    return { doc: docBefore(statement.start), words };
  }
  throw new Error(`${path} exports no type ${type}`);
}

/** Every code that the source of lib uses, in quotes; its docstrings are none. */
export function readUsedCodes(root: string): Map<string, string[]> {
  const used = new Map<string, string[]>();
  for (const file of sourceFiles(root)) {
    if (file.startsWith(folder)) continue;
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, code = ''] of text.matchAll(/'(E_[A-Z_]+)'/gu)) {
      used.set(code, [...(used.get(code) ?? []), file]);
    }
  }
  return used;
}

/** The class of each whole error whose constructor says its code. */
export function readErrorClasses(root: string): Map<string, string> {
  const classes = new Map<string, string>();
  for (const file of sourceFiles(root)) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const body of text.split(/^export class /mu).slice(1)) {
      const [, name = ''] = /^(\w+) extends \w*Error/u.exec(body) ?? [];
      const [, code] = /super\(\s*'(E_[A-Z_]+)'/u.exec(body) ?? [];
      if (code !== undefined) classes.set(code, name);
    }
  }
  return classes;
}

/** The exit codes of the command line: each with what it says, as the source has them. */
export function readExitCodes(root: string): { readonly code: string; readonly text: string }[] {
  const path = join(root, 'lib/cli/exit-code.ts');
  const text = readFileSync(path, 'utf8');
  const { program, comments } = parseSync(path, text);
  const source = new SourceText(text, comments);
  const found: { code: string; text: string }[] = [];
  new Visitor({
    Property(property) {
      const { text: said } = source.docOf(property);
      if (said !== '') found.push({ code: source.of(property.value), text: unwrap(said) });
    },
  }).visit(program);
  return found;
}

/** The files of lib, by their paths from the root. */
export function sourceFiles(root: string): string[] {
  return readdirSync(join(root, 'lib'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
