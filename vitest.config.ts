import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{suites,runner,native,reports}/**/*.test.ts'],
    testTimeout: 60_000,
    // Whole runs fork and map; side by side they would only measure each other on two cores.
    fileParallelism: false,
  },
});
