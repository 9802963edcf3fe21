/** The one card beside the map; on a phone a sheet from below that shows the essential and opens to the rest. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from './page';

interface Props {
  title: string;
  /** What it is about: another subject begins at the top. */
  of: string;
  /** Long lists want the whole height of a phone from the beginning. */
  long: boolean;
  onClose: () => void;
  children: ComponentChildren;
}

export function Sheet({ title, of, long, onClose, children }: Props) {
  const { words, settings } = usePage();
  const [tall, setTall] = useState(long);
  const body = useRef<HTMLElement>(null);
  // Depends on less than it reads: a new subject begins at the top
  useEffect(() => {
    if (body.current) body.current.scrollTop = 0;
    setTall(long);
  }, [of]);
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      const inField = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (event.key === 'Escape' && !inField) onClose();
    };
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, [onClose]);
  return (
    <aside class={`sheet${tall ? ' sheet-tall' : ''}`} aria-label={title}>
      <div class="sheet-top">
        <button type="button" class="grip" aria-expanded={tall} onClick={() => setTall(!tall)}>
          <span class="sr">{tall ? words.less : words.more}</span>
        </button>
        <button type="button" class="close" aria-label={words.close} onClick={onClose}>
          ×
        </button>
      </div>
      {/* Scrolls by keyboard too. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable */}
      <section class="sheet-body" ref={body} tabIndex={0} aria-label={title} aria-live="polite">
        {children}
        {settings && (
          <p class="printed">
            {settings.world.schematic && <strong>{words.schematicLong} </strong>}
            {words.title} · {words.date.asOf(settings.world.as_of)} · {words.date.edition(settings.world.edition)}
          </p>
        )}
      </section>
    </aside>
  );
}
