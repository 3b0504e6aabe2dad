/** The data that the page carries. */

/**
 * What an element holds, decompressed; null where there is no such element.
 * @throws when it is damaged
 */
export async function loadData<T>(id: string): Promise<T | null> {
  const element = document.getElementById(id);
  if (element === null) return null;
  const binary = atob(element.textContent ?? '');
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as T;
}
