/** Debian's Chromium against the service at PAGE_URL; `tests/it/page.rs` starts one and runs this. */
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'].find((file) =>
  existsSync(file),
);
if (!executablePath) throw new Error('No Chromium found: scripts/setup --test installs it.');
if (!process.env.PAGE_URL) throw new Error('PAGE_URL names the service to test, e.g. http://127.0.0.1:8080/');

export default defineConfig({
  testDir: 'tests',
  testIgnore: [
    // Needs services that were told of a base map.
    ...(process.env.TILE_HOST_PORT ? [] : ['baseMap.spec.ts']),
    // Starts the service itself.
    ...(process.env.RIVERCHIEF_PROGRAM ? [] : ['news.spec.ts']),
  ],
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [['line']],
  use: {
    baseURL: process.env.PAGE_URL,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath },
  },
});
