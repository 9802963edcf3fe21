/** A link that reproduces the page, as text and as a QR code. */
import { useState } from 'preact/hooks';
import { usePage } from '../page';
import { QrCode } from '../qrCode';
import { type State, writeState } from '../state';

export function SharePanel() {
  const { state, words } = usePage();
  const [copied, setCopied] = useState<string>();
  const link = location.origin + location.pathname + writeState(shared(state));
  const copy = async () => {
    const field = document.querySelector<HTMLInputElement>('#share-link');
    field?.select();
    // Without https there is no clipboard but the old way; where that fails too, the selected text is there to be copied by hand.
    const done = navigator.clipboard
      ? await navigator.clipboard.writeText(link).then(
          () => true,
          () => false,
        )
      : document.execCommand('copy');
    setCopied(done ? link : undefined);
  };
  return (
    <div class="panel">
      <h2>{words.share.title}</h2>
      <p>{words.share.text}</p>
      <p class="row">
        <input
          id="share-link"
          readOnly
          value={link}
          aria-label={words.share.copy}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="button" onClick={copy}>
          {copied === link ? words.share.copied : words.share.copy}
        </button>
      </p>
      {typeof navigator.share === 'function' && (
        <button
          type="button"
          class="button"
          onClick={() => navigator.share({ title: document.title, url: link }).catch(() => undefined)}
        >
          {words.share.system}
        </button>
      )}
      <QrCode text={link} label={words.share.qr} />
      <p class="fine">{words.share.qr}</p>
    </div>
  );
}

/** What was open before sharing was. An export is its owner's: who knows its id may remove it. */
function shared({ from, job: _, ...state }: State): State {
  return { ...state, view: from ?? 'map' };
}
