const exportForms: readonly RegExp[] = [
  /\bexport\s+(?:declare\s+)?(?:async\s+)?function\s*\*?\s*(?:up|down)\b/u,
  /\bexport\s+(?:const|let|var)\s+(?:up|down)\b/u,
  /\bexport\s*\{[^}]*(?:[{,]|\bas)\s*(?:up|down)\s*[,}]/u,
  /\bexports\s*\.\s*(?:up|down)\b/u,
  /\bexports\s*\[\s*['"](?:up|down)['"]/u,
  // An object with an `up`: module.exports = { up, down }, export default { async up() {} }.
  /(?:\bmodule\s*\.\s*exports|\bexport)\s*(?:=|default\b)[^;]*?\{[\s\S]*?\b(?:up|down)\s*[(,:}]/u,
  // Whatever stands in another file.
  /\bmodule\s*\.\s*exports\s*=\s*require\s*\(/u,
  /\bexport\s*\*\s*from\b/u,
];

/**
 * Tells whether the text of a module exports `up` or `down`, or all of another module, which may.
 *
 * Reading the text is a guess, but it runs nothing; it serves only files whose names say nothing.
 */
export function looksLikeMigration(text: string): boolean {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"])\/\/.*/gu, '');
  return exportForms.some((form) => form.test(code));
}
