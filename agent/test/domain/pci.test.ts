import { expect, test } from 'vitest';
import { isComputeGpu, isGpu } from '../../src/domain/pci.ts';

/** What it is, as lspci of real machines shows it; class, vendor, device, driver; whether it computes, whether it is a graphics card. */
const DEVICES = [
  ['GeForce RTX 2080 Ti in a server', '0x030000', '0x10de', '0x1e04', 'nvidia', true, true],
  ['GeForce RTX 2080 Ti with a screen', '0x030000', '0x10de', '0x1e04', 'nouveau', false, true],
  ['A100', '0x030200', '0x10de', '0x20b5', 'nvidia', true, true],
  ['Instinct MI250X', '0x038000', '0x1002', '0x740c', 'amdgpu', true, true],
  ['Instinct MI300X', '0x120000', '0x1002', '0x74a1', 'amdgpu', true, true],
  ['Habana Gaudi 2', '0x120000', '0x1da3', '0x1021', 'habanalabs', true, true],
  ['Radeon RX 5500', '0x030000', '0x1002', '0x7340', 'amdgpu', false, true],
  // Graphics of a processor, with the class of a card without a screen.
  ['Radeon 8060S of Strix Halo', '0x038000', '0x1002', '0x1586', 'amdgpu', false, true],
  // Debian 12 has no driver for it.
  ['NPU of Meteor Lake', '0x120000', '0x8086', '0x7d1d', null, false, false],
  ['NPU of Meteor Lake with its driver', '0x120000', '0x8086', '0x7d1d', 'intel_vpu', false, false],
  ['AST1000/2000', '0x030000', '0x1a03', '0x2000', 'ast', false, true],
  ['sound of a card', '0x040300', '0x10de', '0x10f7', 'snd_hda_intel', false, false],
] as const;

test.each(DEVICES)('%s', (_, pciClass, vendor, device, driver, computes, draws) => {
  const found = { pciClass, vendor, device, driver };
  expect([isComputeGpu(found), isGpu(found)]).toEqual([computes, draws]);
});
