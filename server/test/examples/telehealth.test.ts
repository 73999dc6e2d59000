import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { startServer } from '../support/server.ts';
import { installed, runExample } from './programs.ts';

const server = await startServer({ CONTRACT_PORTS: 'telehealth=0' });
afterAll(() => server.stop());

const DONE = /(^|\n)All went as expected\.\n$/;

describe.each([
  ['a port of its own', () => server.own.telehealth ?? ''],
  ['the prefix of the main port', () => `${server.url}/telehealth`],
])('at %s', (_, url) => {
  test('a patient and a doctor talk', { timeout: 60_000 }, async () => {
    process.env.VISIT = randomBytes(4).toString('hex');
    const sides = ['telehealth/patient.mjs', 'telehealth/doctor.mjs'].map((program) => runExample(program, url()));
    const [patient = '', doctor = ''] = await Promise.all(sides);
    expect(patient).toMatch(DONE);
    expect(patient).toContain('Dr. Sarah Smith: Take it with breakfast');
    expect(doctor).toMatch(DONE);
    expect(doctor.match(/Ahmed Benali: /g)).toHaveLength(1);
  });

  test('telehealth/walkthrough.sh goes as it should', { timeout: 40_000 }, async (context) => {
    if (!installed('curl')) context.skip('curl is not installed here');
    expect(await runExample('telehealth/walkthrough.sh', url())).toMatch(DONE);
  });
});

test.each(['telehealth/patient.mjs', 'telehealth/doctor.mjs'])(
  '%s fails where its tokens are not believed',
  { timeout: 40_000 },
  async (program) => {
    const attempt = runExample(program, server.own.telehealth ?? '', 'another-secret-that-is-long-enough-too');
    await expect(attempt).rejects.toThrow(/Authentication error/);
  },
);
