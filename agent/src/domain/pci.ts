import type { PciDevice } from '../host/tree.ts';

const AMD = '0x1002';
const INTEL = '0x8086';
/** Instinct MI50 to MI250X (pci.ids), whose class is that of cards which drive screens; later ones are accelerators by class. */
const INSTINCT = ['0x66a0', '0x66a1', '0x738c', '0x738e', '0x7408', '0x740c', '0x740f'];

/** Whether it is a "processing accelerator". Intel's are the small ones in processors for laptops and small computers. */
export const isAccelerator = ({ pciClass, vendor }: PciDevice): boolean =>
  pciClass.startsWith('0x1200') && vendor !== INTEL;

/** Whether it draws or computes: a card that a person would look for among the graphics cards. */
export const isGpu = (device: PciDevice): boolean =>
  device.pciClass.startsWith('0x03') || isAccelerator(device);

/**
 * Whether a device computes: a "3D controller" and an accelerator drive no screen, and what the driver of NVIDIA has is there for CUDA
 * where nobody sits in front of it. The screen of a remote console (ASPEED, Matrox) is none.
 */
export const isComputeGpu = (device: PciDevice): boolean =>
  device.pciClass.startsWith('0x0302') ||
  isAccelerator(device) ||
  (device.pciClass.startsWith('0x03') &&
    (device.driver === 'nvidia' || (device.vendor === AMD && INSTINCT.includes(device.device ?? ''))));
