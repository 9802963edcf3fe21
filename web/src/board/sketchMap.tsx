/** The segment on the print style, drawn once and kept as a picture, so that it prints as it stands. */
import type { StyleSpecification } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAsked } from '../asked';
import { NOTHING } from '../map/overlay';
import { pointedSegment } from '../map/pointed';
import { lookup, usePage } from '../page';
import type { Board } from './wire';

export function SketchMap({ board }: { board: Board }) {
  const { state, words } = usePage();
  const holder = useRef<HTMLDivElement>(null);
  const [picture, setPicture] = useState<string>();
  const style = useAsked<StyleSpecification>(lookup(state, 'styles/print.json'));
  const { bounds, line, id } = board;
  useEffect(() => {
    if (style.is !== 'answered' || !holder.current || picture) return;
    if (!bounds) return;
    let gone = false;
    const element = holder.current;
    const overlay = line
      ? { ...NOTHING, lines: [line.coordinates] }
      : { ...NOTHING, features: pointedSegment(id, board.level, false), featuresFrom: lookup(state, 'pieces') };
    import('../map/picture').then(async ({ pictureOf }) => {
      const made = await pictureOf(element, style.answer, bounds, overlay);
      if (!gone) setPicture(made);
    });
    return () => {
      gone = true;
    };
  }, [style, bounds, line, id, board.level, state, picture]);
  if (!bounds) return <p class="board-missing">{words.board.missing}</p>;
  return picture ? (
    <img class="sketch" src={picture} alt={words.board.sketch} />
  ) : (
    <div class="sketch" ref={holder} aria-busy="true" />
  );
}
