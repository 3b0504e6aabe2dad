/** What is what in the pictures. */
import type { Area } from '../../../runner/result.ts';
import type { Block } from '../picture-layout.ts';
import { PictureBlock } from './picture.tsx';

const swatch = (perms: string | null, backing: Area['backing']): Block => ({
  area: { from: 'arena', page: 0, pages: 1, perms, backing, offset: 0 },
  columns: [{ page: 0, pages: 1, x: 0, width: 58 }],
});

const RESERVED: Block = { ...swatch(null, null), area: null };

function Item({ block, children }: { block: Block; children: string }) {
  return (
    <li>
      <svg class="picture swatch" width="41" height="31" viewBox="0 -1 58 44" aria-hidden="true">
        <PictureBlock block={block} y={0} />
      </svg>
      {children}
    </li>
  );
}

/** The kinds of backing that a list of areas shows. */
export function Legend({ areas }: { areas: readonly Area[] }) {
  const backings = [...new Set(areas.map(({ backing }) => backing))].filter((backing) => backing !== null);
  const has = (test: (perms: string) => boolean): boolean =>
    areas.some(({ perms }) => perms !== null && test(perms));
  return (
    <details class="legend-of-pictures">
      <summary>How to read the pictures</summary>
      <ul class="legend">
        <Item block={RESERVED}>the arena as the case found it: reserved, no access</Item>
        <Item block={swatch(null, null)}>nothing mapped</Item>
        <Item block={swatch('---p', 'anonymous')}>no access</Item>
        <Item block={swatch('r--p', 'anonymous')}>may be read</Item>
        <Item block={swatch('rw-p', 'anonymous')}>may be written</Item>
        {has((perms) => perms.includes('x')) ? (
          <Item block={swatch('r-xp', 'anonymous')}>may be executed</Item>
        ) : null}
        <Item block={swatch('rw-s', 'anonymous')}>double edge and s: shared; single and p: private</Item>
        {backings
          .filter((backing) => backing !== 'anonymous')
          .map((backing) => (
            <Item key={backing} block={swatch('rw-p', backing)}>
              {backing === 'file' || backing === 'memfd' || backing === 'deleted'
                ? `${backing}, and which page of it`
                : backing === 'special'
                  ? 'the system’s own'
                  : backing}
            </Item>
          ))}
      </ul>
      <p class="note">
        One box is one page, or as many as its number says; numbers are counted in pages from the start of the
        arena, or of the mapping that is named. Arrows show where a step changed something.
      </p>
    </details>
  );
}
