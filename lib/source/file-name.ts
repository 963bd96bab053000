/** Extensions of migration modules. */
export const moduleExtensions: readonly string[] = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts'];

// `DEFAULT_LOAD_EXTENSIONS` of Knex 3.3.0, less those that stand above.
const knexExtensions: readonly string[] = ['.co', '.coffee', '.eg', '.iced', '.litcoffee', '.ls'];

/** A file name, taken apart. */
export interface FileName {
  readonly stem: string;
  /** With its dot; empty where the name has none that a module can have. */
  readonly extension: string;
}

/** Takes a file name apart at the extension of a module. */
export function splitFileName(file: string): FileName {
  const extension = [...moduleExtensions, ...knexExtensions].find(
    (candidate) => file.endsWith(candidate) && file.length > candidate.length,
  );
  return {
    stem: file.slice(0, file.length - (extension?.length ?? 0)),
    extension: extension ?? '',
  };
}

/** One stem on every platform: macOS hands out decomposed Unicode where Linux does not. */
export function stemOf(file: string): string {
  return splitFileName(file).stem.normalize('NFC');
}

/**
 * Tells from the name alone why a file cannot be a migration.
 *
 * @param isLegacyAllowed also takes the extensions that only Knex loads (CoffeeScript and such)
 * @returns undefined where it may be one
 */
export function reasonAgainstName(
  { file, path }: { readonly file: string; readonly path: string | undefined },
  isLegacyAllowed: boolean,
): string | undefined {
  if (file.startsWith('.')) return 'a hidden file';
  if (/\.d\.[cm]?ts$/u.test(file)) return 'a type declaration';
  if (file.endsWith('.map')) return 'a source map';
  const { extension } = splitFileName(file);
  // A key of `modules` needs no extension: what it names has been handed in as a module.
  if (extension === '' && path === undefined) return undefined;
  const allowed = isLegacyAllowed ? [...moduleExtensions, ...knexExtensions] : moduleExtensions;
  return allowed.includes(extension) ? undefined : `not one of ${moduleExtensions.join(' ')}`;
}
