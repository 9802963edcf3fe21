/** Which map, which of its layers, and what the signs mean. */

import { usePage } from '../page';
import { address } from '../service';
import { GROUPS, STYLES } from '../state';

export function LayersPanel() {
  const { state, words, settings, go } = usePage();
  const groups = GROUPS.filter((group) => group !== 'base' || settings?.base_map);
  const say = words.layers;
  return (
    <div class="panel">
      <h2>{say.title}</h2>
      <fieldset class="choices">
        <legend>{say.style}</legend>
        {STYLES.map((style) => (
          <label key={style} class={`choice${style === state.style ? ' choice-on' : ''}`}>
            <input
              type="radio"
              name="style"
              value={style}
              checked={style === state.style}
              onChange={() => go({ style })}
            />
            {say.styles[style]}
          </label>
        ))}
      </fieldset>
      <fieldset class="choices">
        <legend>{say.show}</legend>
        {groups.map((group) => (
          <label key={group} class="choice">
            <input
              type="checkbox"
              checked={!state.hidden.includes(group)}
              onChange={(event) => {
                const others = state.hidden.filter((g) => g !== group);
                go(
                  {
                    hidden: event.currentTarget.checked
                      ? others
                      : GROUPS.filter((g) => g === group || others.includes(g)),
                  },
                  'slide',
                );
              }}
            />
            {say.groups[group]}
          </label>
        ))}
      </fieldset>
      <p class="row">
        <button type="button" class="button" onClick={() => go({ view: 'export', from: 'layers' })}>
          {words.exports.title}
        </button>
      </p>
      <h3>{say.legend}</h3>
      <img
        class="legend"
        src={address(`styles/${state.style}/legend.svg`, { lang: state.language === 'en' ? 'en' : undefined })}
        alt={say.legendAlt(say.styles[state.style] ?? '')}
      />
    </div>
  );
}
