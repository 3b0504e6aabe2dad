import { fixedNoreplace } from './fixed-noreplace.ts';

export const flags = [fixedNoreplace];
