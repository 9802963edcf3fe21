/** Shapes of the answers, as docs/API.md has them; members that the page doesn't read are left out. */
export interface Coded {
  code: string;
  name: string;
}
export interface Seated {
  id: string;
  name: string;
}
/** A post to turn to: who holds it, and its number. */
export interface Responsible extends Seated {
  state?: SeatState;
  holders: Holder[];
  phone?: string;
}
export interface Position {
  lon: number;
  lat: number;
}
export type Level = 'city' | 'county' | 'township' | 'village';
export const LEVELS: Level[] = ['city', 'county', 'township', 'village'];
export type SeatState = 'FILLED' | 'VACANT' | 'GAP' | 'NOT_ESTABLISHED' | 'NOT_YET' | 'NOT_APPLICABLE';
export type Status =
  | 'WATER_ZONE'
  | 'CHANNEL'
  | 'LAND_ZONE'
  | 'NEAR_WATER'
  | 'GENERAL_ONLY'
  | 'OUT_OF_JURISDICTION'
  | 'MARINE';
export type Basis = 'stated' | 'inferred' | 'data';
export type Bank = 'left' | 'right' | 'both';

export interface World {
  name: string;
  schematic: boolean;
  notice: string;
  notice_en: string;
  edition: number;
  epoch: { number: number; from?: string; to?: string };
  as_of: string;
  notes?: string[];
  /** What is wrong with the data that is served. */
  faults?: { records_left_out: number; errors: number; checked: boolean; notice: string; notice_en: string };
}
export interface Answered {
  world: World;
}
export interface Holder {
  id: string;
  name: string;
  title: string;
  since?: string;
}
export interface Seat {
  level: Level;
  kind: 'general_chief' | 'river_chief' | 'reservoir_chief';
  state: SeatState;
  post?: string;
  post_name?: string;
  phone?: string;
  holders: Holder[];
  vacant_since?: string;
  direct: boolean;
  segment?: string;
  registered: boolean;
  unit?: Coded;
  computed_unit?: Coded;
  basis: Basis;
  duty?: { clause: string; quote: string };
  reason?: string;
}
export type Units = Partial<Record<Level, Coded>> & { boundary?: boolean; managed_by?: Coded };
export interface Edge {
  rule: string;
  from: Seated;
  to: Seated;
  primary: boolean;
  same_person: boolean;
}
export interface Alternative {
  key: string;
  distance_m: number;
  towards: Position;
  status: Status;
  units: Units;
  water?: Coded;
  segment?: string;
  zone?: string;
  direct_responsible: Responsible[];
  first_contact?: Responsible;
}
export interface Step {
  rule: string;
  /** What the rule says in general. */
  rule_en?: string;
  text: string;
  section?: string;
  quote?: string;
  inputs: Record<string, string>;
  rejected?: string[];
  basis: Basis;
}
export interface CountyLength {
  county: Coded;
  total_m: number;
  shared_m: number;
  exclusive_m: number;
}
export interface Conference {
  water: Coded;
  rule: string;
  county: Coded;
  post?: Seated;
  state: SeatState;
  tie: boolean;
  lengths: CountyLength[];
  basis: Basis;
}
/** A member unit; how much is told of it depends on the service's version. */
export interface Department {
  code: string;
  name: string;
  duty?: string;
  in_place_of?: Department[];
}
export interface Competence {
  concern: string;
  departments: Department[];
  source: string;
  task?: {
    id: string;
    title: string;
    lead: Department[];
    responsible: Department[];
    open_ended: boolean;
    counties: boolean;
    functional_area: boolean;
  };
}
export interface Stationing {
  water: Coded;
  branch: number;
  measure_m: number;
  bank: Bank;
  offset_m: number;
  foot: Position;
}
export interface Answer extends Answered {
  input_crs: string;
  crs_defaulted: boolean;
  input: Position;
  at: Position;
  warnings: string[];
  status: Status;
  confidence: 'INCOMPLETE' | 'EXACT' | 'NEAR_BOUNDARY' | 'SNAPPED' | 'TIE';
  rule: string;
  units: Units;
  water?: Coded;
  zone?: string;
  reference_level?: string;
  segment?: string;
  stationing?: Stationing;
  distance_m?: number;
  chain: Seat[];
  general_chiefs: Seat[];
  direct_responsible: Responsible[];
  first_contact?: Responsible;
  accountable?: Responsible;
  co_responsible?: Seat[];
  shared_river: boolean;
  adjacent?: Coded[];
  reporting: Edge[];
  supervision: Edge[];
  conference?: Conference;
  offices: Coded[];
  competence?: Competence;
  boards?: string[];
  alternatives: Alternative[];
  nearest?: {
    water: Coded;
    distance_m: number;
    azimuth_deg: number;
    direction: string;
    segment?: string;
    chain: Seat[];
  };
  neighbour?: Coded;
  notes: string[];
  thresholds: { tolerance_m: number; near_water_m: number; edge_warn_m: number };
  explanation?: Step[];
}
export interface Line {
  type: 'LineString';
  coordinates: [number, number][];
}
export interface Stretch {
  branch: number;
  from_m: number;
  to_m: number;
  length_m: number;
  bank: Bank;
  start: Position;
  middle: Position;
  end: Position;
  geometry: Line;
}
/** A segment, a piece or a pool upstream or downstream. */
export interface Reached {
  what: 'segment' | 'piece' | 'water_zone';
  segment: string;
  water: Coded;
  level: Level;
  unit?: Coded;
  bank: Bank;
  distance_m: number;
  via: string;
  seat: Seat;
  first_contact?: Responsible;
  above?: Seat[];
}
export interface Walk extends Answered {
  segments: Reached[];
}
export interface Opposite {
  segment: string;
  unit: Coded;
  bank: Bank;
  from_m: number;
  to_m: number;
  post?: Seated;
}
export interface Segment extends Answered {
  id: string;
  registered: boolean;
  water: Coded;
  level: Level;
  unit: Coded;
  stretch?: Stretch;
  area_m2?: number;
  post?: Seated;
  upstream: Reached[];
  downstream: Reached[];
  opposite_bank: Opposite[];
  nested: string[];
  boards: string[];
  continues_outside?: { upstream: boolean; downstream: boolean; neighbours: Coded[] };
}
export interface SegmentRow {
  id: string;
  level: Level;
  unit: Coded;
  branch?: number;
  bank?: Bank;
  from_m?: number;
  to_m?: number;
  post?: Seated;
  state: SeatState;
  holders: Holder[];
}
export interface NoticeBoard extends Answered {
  id: string;
  segment?: string;
  content_version?: string;
  supervision_phone?: string;
}
export interface Found {
  kind: 'water' | 'unit' | 'post' | 'segment' | 'board';
  id: string;
  name: string;
  path: string[];
  at?: Position;
}
export interface SearchResults extends Answered {
  results: Found[];
}
export interface Water extends Answered {
  code: string;
  name: string;
  kind: 'river' | 'lake' | 'reservoir' | 'canal';
  city_level: boolean;
  grade?: string;
  parent?: Coded;
  members: Coded[];
  downstream?: Coded;
  tributaries: Coded[];
  split: boolean;
  branches: { branch: number; name?: string; length_m: number; inside_m: number }[];
  area_m2?: number;
  units: Coded[];
  chiefs: Seat[];
  segment_count: number;
  cross_city: boolean;
}
export interface Unit extends Answered {
  code: string;
  name: string;
  level: Level;
  path: string[];
  children: Coded[];
  offices: Coded[];
}
export interface UnitChiefs extends Answered {
  unit: Coded;
  general_chiefs: Seat[];
  river_chiefs: Seat[];
}
export interface Post extends Answered {
  id: string;
  name: string;
  kind: string;
  level: Level;
  unit?: Coded;
  water?: Coded;
  phone?: string;
  state: SeatState;
  holders: Holder[];
  tenures: { holder: Holder; valid_from?: string; valid_to?: string }[];
  duty?: { clause: string; quote: string };
  other_posts: Seated[];
}
export interface Responsibilities extends Answered {
  segments: string[];
  zones: string[];
  whole_unit?: Coded;
}
export interface Missing {
  rule: string;
  what: string;
  level: Level;
  unit?: Coded;
  county?: Coded;
  water?: Coded;
  post?: Seated;
  text: string;
}
export interface CoverageRow {
  county?: Coded;
  level: Level;
  kind: string;
  required: number;
  established: number;
  filled: number;
  vacant: number;
  gap: number;
  not_yet: number;
  optional_established: number;
  optional_not_established: number;
}
export interface Coverage extends Answered {
  milestones: {
    rule: string;
    rule_en?: string;
    quote?: string;
    from?: string;
    to?: string;
    state: string;
    running: boolean;
    required: number;
    done: number;
    missing: number[];
  }[];
  rows: CoverageRow[];
  missing: Missing[];
}
export interface SegmentList extends Answered {
  total: number;
  offset: number;
  rows: (SegmentRow & { water: Coded; path: string[] })[];
}
export interface Segments extends Answered {
  water: Coded;
  segments: SegmentRow[];
}
