/** Extensions of migration modules. */
export const moduleExtensions: readonly string[] = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts'];

// `DEFAULT_LOAD_EXTENSIONS` of Knex 3.3.0, less those that stand above.
const knexExtensions: readonly string[] = ['.co', '.coffee', '.eg', '.iced', '.litcoffee', '.ls'];

const ofModules = new Set(moduleExtensions);
const ofAll = new Set([...moduleExtensions, ...knexExtensions]);
const known = [...ofAll];

/** A file name, taken apart. */
export interface FileName {
  readonly stem: string;
  /** With its dot; empty where the name has none that a module can have. */
  readonly extension: string;
}

/** Takes a file name apart at the extension of a module. */
export function splitFileName(file: string): FileName {
  // The text of an extension is not made anew for each of ten thousand files.
  const extension = known.find((end) => file.endsWith(end)) ?? '';
  return extension === '' || extension.length === file.length
    ? { stem: file, extension: '' }
    : { stem: file.slice(0, -extension.length), extension };
}

/** One stem on every platform: macOS hands out decomposed Unicode where Linux does not. */
export function stemOf(file: string): string {
  return composed(splitFileName(file).stem);
}

const notAscii = /[\u0080-\uffff]/;

/** Normal form C. Most names are ASCII, and normalizing those would be a fifth of the work on them. */
export function composed(text: string): string {
  return notAscii.test(text) ? text.normalize('NFC') : text;
}

/**
 * Tells whether a file has the name of a module that can be a migration.
 *
 * @param extension as `splitFileName` finds it
 * @param isLegacyAllowed also takes the extensions that only Knex loads (CoffeeScript and such)
 */
export function isModuleName(file: string, extension: string, isLegacyAllowed: boolean): boolean {
  return (
    (isLegacyAllowed ? ofAll : ofModules).has(extension) &&
    !file.startsWith('.') &&
    !isDeclaration(file, extension)
  );
}

/**
 * Tells from the name why a file cannot be a migration.
 *
 * @returns undefined for a key of `modules` without an extension: what it names has been handed in
 * as a module
 */
export function reasonAgainstName(
  { file, path }: { readonly file: string; readonly path: string | undefined },
  extension: string,
): string | undefined {
  if (file.startsWith('.')) return 'a hidden file';
  if (isDeclaration(file, extension)) return 'a type declaration';
  if (file.endsWith('.map')) return 'a source map';
  if (extension === '' && path === undefined) return undefined;
  return `not one of ${moduleExtensions.join(' ')}`;
}

function isDeclaration(file: string, extension: string): boolean {
  return extension.endsWith('ts') && file.endsWith(`.d${extension}`);
}
