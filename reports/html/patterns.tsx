/** Hatchings: whatever has a colour of its own has one of these, too. */

/** How large the tile of a pattern is, and what is drawn on it. */
type Tile = readonly [size: number, path: string];

const TILES: Readonly<Record<string, Tile>> = {
  // Statuses, in bars.
  'status-deviate': [6, 'M-1 1l2-2M0 6l6-6M5 7l2-2'],
  'status-drift': [5, 'M1 2.5h1.2'],
  'status-crash': [6, 'M0 6l6-6M0 0l6 6'],
  'status-timeout': [4, 'M0 2h4'],
  'status-broken': [4, 'M2 0v4'],
  'status-skip': [7, 'M-1 1l2-2M0 7l7-7M6 8l2-2'],
  // What a page maps.
  file: [7, 'M-1 1l2-2M0 7l7-7M6 8l2-2'],
  deleted: [7, 'M0 7l7-7M0 0l7 7'],
  'dev-zero': [8, 'M4 2.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6'],
  memfd: [5, 'M2 2.5h1.2'],
  hugepages: [7, 'M0 0h7M0 0v7'],
  special: [5, 'M0 2.5h5'],
  // The arena where nothing has been mapped.
  reserved: [9, 'M1 8l1-1M5.500 3.500l1-1'],
};

/** The definitions; in the page once, for all pictures. */
export function Patterns() {
  return (
    <svg class="patterns" width="0" height="0" aria-hidden="true">
      <defs>
        {Object.entries(TILES).map(([name, [size, path]]) => (
          <pattern
            key={name}
            id={`pattern-${name}`}
            width={size}
            height={size}
            patternUnits="userSpaceOnUse"
            class="pattern"
          >
            <path d={path} />
          </pattern>
        ))}
      </defs>
    </svg>
  );
}
