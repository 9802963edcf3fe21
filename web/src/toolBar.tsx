/** What can be opened, and the language. */
import { usePage } from './page';
import type { View } from './state';

const TOOLS = ['layers', 'date', 'measure', 'coverage', 'roster', 'share'] as const;

export function ToolBar() {
  const { state, words, go } = usePage();
  const open = (view: View) => {
    // Sharing is about what is open.
    if (view === 'share' && state.view !== 'share') go({ view, from: state.view === 'map' ? undefined : state.view });
    else if (view === 'share') go({ view: state.from ?? 'map', from: undefined });
    else go({ view: state.view === view ? 'map' : view, from: undefined, of: undefined, seats: undefined, ends: [] });
  };
  return (
    <nav class="tools" aria-label={words.tools.layers}>
      {TOOLS.map((tool) => (
        <button
          type="button"
          class={`tool tool-${tool}${tool === 'date' && state.date ? ' tool-set' : ''}`}
          key={tool}
          aria-pressed={state.view === tool}
          onClick={() => open(tool)}
        >
          {words.tools[tool]}
          {tool === 'date' && state.date && <span class="tool-value">{state.date}</span>}
        </button>
      ))}
      <button
        type="button"
        class="tool tool-language"
        lang={state.language === 'zh' ? 'en' : 'zh'}
        title={words.otherLabel}
        onClick={() => go({ language: state.language === 'zh' ? 'en' : 'zh' }, 'slide')}
      >
        <span class="long">{words.other}</span>
        <span class="short">{words.otherShort}</span>
      </button>
    </nav>
  );
}
