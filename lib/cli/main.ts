#!/usr/bin/env node
import { run } from './run.ts';
import { terminalOutput } from './terminal-output.ts';

// Whoever reads may go before all is written (| head); what is at work goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// The exit code is set, not forced, so that what was written reaches a pipe.
process.exitCode = await run(process.argv.slice(2), terminalOutput(process.stdout, process.stderr));
