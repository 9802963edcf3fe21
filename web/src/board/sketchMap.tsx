/** The segment on the print style, drawn once and kept as a picture, so that it prints as it stands. */
import type { StyleSpecification } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAsked } from '../asked';
import { NOTHING } from '../map/overlay';
import { pointedSegment } from '../map/pointed';
import { lookup, usePage } from '../page';
import type { SegmentBoard } from '../wire';

type Sketch = { is: 'drawing' } | { is: 'drawn'; picture: string } | { is: 'failed' };

/** `onDone` is told once there is a picture, or once it is known that there will be none. */
export function SketchMap({ board, onDone }: { board: SegmentBoard; onDone: () => void }) {
  const { state, words } = usePage();
  const holder = useRef<HTMLDivElement>(null);
  const [sketch, setSketch] = useState<Sketch>({ is: 'drawing' });
  const style = useAsked<StyleSpecification>(lookup(state, 'styles/print.json'));
  const { bounds, line, id } = board;
  // Depends on less than it reads: drawn once, with the first style
  useEffect(() => {
    if (!bounds || style.is === 'refused') setSketch({ is: 'failed' });
    if (style.is !== 'answered' || !holder.current || !bounds) return;
    let gone = false;
    const element = holder.current;
    const overlay = line
      ? { ...NOTHING, lines: [line.coordinates] }
      : { ...NOTHING, features: pointedSegment(id, board.level, false), featuresFrom: lookup(state, 'pieces') };
    const drawn = import('../map/picture').then(({ pictureOf }) => pictureOf(element, style.answer, bounds, overlay));
    drawn.then(
      (picture) => !gone && setSketch({ is: 'drawn', picture }),
      () => !gone && setSketch({ is: 'failed' }),
    );
    return () => {
      gone = true;
    };
  }, [style.is, id]);
  // Depends on less than it reads: once there is news
  useEffect(() => {
    if (sketch.is !== 'drawing') onDone();
  }, [sketch.is]);
  switch (sketch.is) {
    case 'drawn':
      return <img class="sketch" src={sketch.picture} alt={words.board.sketch} />;
    case 'failed':
      return <p class="sketch board-missing">{bounds ? words.board.notDrawn : words.board.missing}</p>;
    case 'drawing':
      return (
        <div class="sketch" aria-busy="true">
          <div class="sketch-map" ref={holder} />
          <p class="sketch-wait">{words.board.drawing}</p>
        </div>
      );
  }
}
