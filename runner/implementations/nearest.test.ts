import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const candidates = ['kernel', 'agent', 'command', 'gvisor'];

it.each([
  ['kernal', 'kernel'],
  ['Kernel', 'kernel'],
  ['agnet', 'agent'],
  ['comand', 'command'],
  ['commmand', 'command'],
  ['gvisro', 'gvisor'],
  ['', undefined],
  ['bochs', undefined],
  ['hypervisor', undefined],
])('%s is meant as %s', (word, meant) => {
  expect(nearest(word, candidates)).toBe(meant);
});
