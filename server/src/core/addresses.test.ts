import { expect, test } from 'vitest';
import { callRefusal, householdOf, isPublicAddress } from './addresses.ts';

test.each([
  ['8.8.8.8', true],
  ['203.0.112.1', true],
  ['2606:4700::1111', true],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['127.0.0.1', false],
  ['169.254.169.254', false],
  ['172.31.255.255', false],
  ['192.168.0.1', false],
  ['0.0.0.0', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['::ffff:10.0.0.1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['2002:7f00:1::', false],
  ['64:ff9b::7f00:1', false],
  ['localhost', false],
])('NOTE-24 %s is public: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

test.each([
  ['https://push.example.com/a?b', true],
  ['https://8.8.8.8/', true],
  ['https://2130706433/', false],
  ['https://printer/', false],
  ['https://printer.local./', false],
  ['https://@push.example.com:1/', true],
  ['https://:x@push.example.com/', false],
])('NOTE-24 %s may be called: %s', (address, allowed) => {
  expect(callRefusal(address) === null).toBe(allowed);
});

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['::FFFF:cb00:7109', '203.0.113.9'],
  ['0:0:0:0:0:ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::9', '2001:db8:1:3::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['nothing', 'nothing'],
])('LIMIT-3 %s counts as %s', (address, household) => {
  expect(householdOf(address)).toBe(household);
});
