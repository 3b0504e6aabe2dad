import { useState } from 'preact/hooks';

/** Copies a text. A browser that refuses it says so: the text stands beside the button. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [state, setState] = useState('Copy');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState('Copied');
    } catch {
      setState('Not allowed');
    }
    setTimeout(() => setState('Copy'), 2000);
  };
  return (
    <button type="button" class="button is-small" onClick={() => void copy()}>
      {state}
      <span class="unseen"> {what}</span>
    </button>
  );
}
