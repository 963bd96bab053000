import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { copyProject } from './node-copy.ts';
import { installNode, type NodeBinary } from './node-binary.ts';
import { smokeTypeScript } from './smoke-typescript.ts';
import { smoke, type SmokeResult } from './smoke.ts';

// Words behind `npm run test:nodes --` are versions or ranges to try instead.
const given = process.argv.slice(2);
const ranges = given.length > 0 ? given : ['20.19', '22', '24', '26'];

interface Line {
  readonly node: string;
  readonly run: string;
  readonly result: string;
  readonly hasPassed: boolean;
}

const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status !== 0) process.exit(1);

const lines: Line[] = [];
for (const range of ranges) {
  const node = installNode(range);
  console.log(`Node ${node.version}: smoke test`);
  lines.push(lineOf(node, 'smoke test', smoke(node)));
  const typescript = await smokeTypeScript(node);
  if (typescript !== undefined) lines.push(lineOf(node, 'TypeScript without tsx', typescript));
  const native = node.nativeDriver();
  if (native === undefined) {
    lines.push({
      node: node.version,
      run: 'tests: better-sqlite3 neither downloads nor builds',
      result: 'not run',
      hasPassed: true,
    });
  } else {
    console.log(`Node ${node.version}: npm test`);
    lines.push(runTests(node, range, native));
  }
}
console.log(`\n${formatTable(lines)}`);
if (lines.some(({ hasPassed }) => !hasPassed)) process.exitCode = 1;

function lineOf(
  node: NodeBinary,
  what: string,
  { covered, failures, warnings }: SmokeResult,
): Line {
  for (const failure of failures) console.log(failure);
  return {
    node: node.version,
    run: `${what}: ${covered}`,
    result: failures.length > 0 ? 'failed' : ['passed', ...warnings].join('; '),
    hasPassed: failures.length === 0,
  };
}

/** Runs the package's own tests in a copy whose native driver was built for the Node. */
function runTests(node: NodeBinary, range: string, native: string): Line {
  const folder = resolve('.nodes', range, 'package');
  copyProject(folder, 'better-sqlite3', native);
  const finished = node.run('npm', ['test'], folder);
  const sum = finished.stdout.trimEnd().split('\n').at(-1) ?? '';
  const hasPassed = finished.status === 0;
  if (!hasPassed) console.log(finished.stdout, finished.stderr);
  return {
    node: node.version,
    run: `npm test in ${join('.nodes', range, 'package')}`,
    result: `${hasPassed ? 'passed' : 'failed'} (${sum})`,
    hasPassed,
  };
}

function formatTable(rows: readonly Line[]): string {
  const cells = [
    ['node', 'what was run', 'result'],
    ...rows.map(({ node, run, result }) => [node, run, result]),
  ];
  const width = (column: number): number =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0));
  return cells
    .map(([node = '', run = '', result = '']) =>
      `${node.padEnd(width(0))}  ${run.padEnd(width(1))}  ${result}`.trimEnd(),
    )
    .join('\n');
}
