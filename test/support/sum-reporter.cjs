const { reporters, Runner } = require('mocha');

/** Mocha's spec reporter, closed by the one line that CI reads. */
module.exports = class SumReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      // On the next tick, so that it stands behind what Spec prints at the same event.
      process.nextTick(() =>
        process.stdout.write(`${passes} passed, ${failures} failed, ${pending} skipped\n`),
      );
    });
  }
};
