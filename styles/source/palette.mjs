// Every colour of the maps, in one place. Knows no layer.
//
// The six colours of chiefs were searched for numerically: each pair is at least 21 apart (CIEDE2000) for normal eyes and
// for full deuteranopia, protanopia and tritanopia, and each has at least 3:1 against land, water and sea, so that lines are seen in
// sunlight. check.mjs proves both again on every test run.

export const CHIEF = ['#2300D5', '#499507', '#004700', '#A46F82', '#8F69FE', '#632D49'];

/** What a colour is drawn on. */
export const LAND = '#FBFAF5';
export const OUTSIDE = '#EBEEEE';
export const WATER = '#E1EFF8';
export const SEA = '#DDECF5';
export const GROUNDS = [LAND, OUTSIDE, WATER, SEA];

/** Edges of waters, drawn where no chief is. */
export const SHORE = '#5C86A8';
export const STREAM = '#4A7FAE';

/** Vacancies are a pattern, not only a colour: black and yellow, as on a barrier. */
export const HAZARD = '#FFD500';
export const INK = '#111111';
export const HALO = '#FFFFFF';

/** Nothing is set up, and nothing has to be. */
export const QUIET = '#7D7D76';

export const TEXT = { county: '#3A2A4A', township: '#2E2E2E', village: '#4D4D48', water: '#0A4A80', sea: '#2C6288', note: '#5B5B55' };

export const BORDER = { city: '#4B2E63', county: '#5B4275', township: '#77677F', village: '#7E7B80' };

/** Grades of waters (名录): the higher the darker, so that order survives any eye. */
export const GRADE = { 市级: '#08306B', 县级: '#2171B5', 乡级: '#4C81AD', 未定级: '#7D7D76' };

/** What the milestones miss; each has a symbol of its own as well. */
export const MISSING = {
    gap: '#B3003B',
    vacant: '#111111',
    office: '#5B2A86',
    document: '#0A5A46',
    not_sent: '#8A4B00',
    grade: '#0C4DA2',
};

export const SEVERITY = { error: '#B3003B', warning: '#8A4B00', note: '#0C4DA2' };
