import { readdirSync, writeFileSync } from 'node:fs';
import { formatTable, judge, type Bench, type Built, type Verdict } from './row.ts';

/** Runs the benches; words behind `npm run bench --` choose them by a part of their names. */
export async function main(built: Built): Promise<void> {
  const words = process.argv.slice(2);
  const files = readdirSync(new URL('./', import.meta.url))
    .filter((file) => file.endsWith('.bench.ts'))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .sort();

  const verdicts: Verdict[] = [];
  for (const file of files) {
    process.stderr.write(`${file} …\n`);
    const { default: bench } = (await import(new URL(file, import.meta.url).href)) as {
      default: Bench;
    };
    for (const row of await bench(built)) verdicts.push(judge(row));
  }

  console.log(formatTable(verdicts));
  const machine = { node: process.version, platform: process.platform, arch: process.arch };
  writeFileSync(
    new URL('result.json', import.meta.url),
    `${JSON.stringify({ at: new Date().toISOString(), ...machine, rows: verdicts }, undefined, 2)}\n`,
  );
}
