/** What a notice board prints, as `/v1/segments/{id}/notice-board` has it; null is what the data doesn't have. */
import type { Answered, Bank, Coded, Holder, Level, Line, Position, SeatState } from '../wire';

export interface BoardEnd {
  at: Position;
  /** Those that meet there; one where it lies inside it. */
  units: Coded[];
  /** Names that they have in common, from the city down. */
  path: string[] | null;
  /** 甲村, 甲村—乙村交界, and in brackets what else is there. */
  text: string | null;
}
export interface BoardChief {
  level: Level;
  kind: string;
  state: SeatState;
  post: string | null;
  post_name: string | null;
  holders: Holder[];
  phone: string | null;
  vacant_since: string | null;
  direct: boolean;
  duty: { clause: string; quote: string } | null;
}
export interface Board extends Answered {
  id: string;
  level: Level;
  unit: Coded;
  path: string[];
  water: {
    code: string;
    name: string;
    kind: string;
    grade: string | null;
    length_m: number | null;
    area_m2: number | null;
    flows_into: Coded | null;
    counties: Coded[];
    cross_city: boolean;
    description: string | null;
  };
  stretch: { bank: Bank; from_m: number; to_m: number; length_m: number; start: BoardEnd; end: BoardEnd } | null;
  area_m2: number | null;
  chiefs: BoardChief[];
  goals: {
    plan: { clause: string; section: string; quote: string } | null;
    policies: { id: string; title: string; issued: string | null }[] | null;
  };
  supervision_phones: string[] | null;
  office: { name: string; phone: string | null } | null;
  issued_on: string | null;
  boards: { id: string; location: Position; content_version: string | null }[];
  bounds: [number, number, number, number] | null;
  line: Line | null;
}
