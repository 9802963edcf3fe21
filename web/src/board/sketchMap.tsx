/** The segment on the print style, drawn once and kept as a picture, so that it prints as it stands. */
import type { StyleSpecification } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAsked } from '../asked';
import { boundsOf } from '../line';
import { lookup, usePage } from '../page';
import type { Segment } from '../wire';

export function SketchMap({ segment }: { segment: Segment }) {
  const { state, words } = usePage();
  const holder = useRef<HTMLDivElement>(null);
  const [picture, setPicture] = useState<string>();
  const style = useAsked<StyleSpecification>(lookup(state, 'styles/print.json'));
  const line = segment.stretch?.geometry.coordinates;
  useEffect(() => {
    if (style.is !== 'answered' || !holder.current || picture) return;
    const bounds = line && boundsOf([line]);
    if (!bounds) return;
    let gone = false;
    const element = holder.current;
    import('../map/picture').then(async ({ pictureOf }) => {
      const made = await pictureOf(element, style.answer, bounds, line);
      if (!gone) setPicture(made);
    });
    return () => {
      gone = true;
    };
  }, [style, line, picture]);
  if (!line) return <p class="board-missing">{words.board.missing}</p>;
  return picture ? (
    <img class="sketch" src={picture} alt={words.board.sketch} />
  ) : (
    <div class="sketch" ref={holder} aria-busy="true" />
  );
}
