//! Text on the distribution map: names that don't overlap, legend, scale bar and north arrow.
use super::canvas::{Canvas, Colour, INK, Weight};
use super::map_frame::{BORDER, FAINT, HALO, LEGEND, MapFrame, RIVER, SEA, TOP, WATER, line_style};
use super::pages::{FOOT, MARGIN, PAPER};
use geo::{Area as _, Coord, CoordsIter as _, InteriorPoint as _, MultiPolygon, Polygon};
use krilla::geom::PathBuilder;
use krilla::paint::{LineJoin, Stroke};
use riverchief_core::domain::kinds::{Level, WaterKind, ZoneKind};
use riverchief_core::domain::records::{AdminUnit, Water};
use riverchief_core::index::Index;
use riverchief_core::resolve::views::CityLimit;
use riverchief_core::snapshot::Law;
use riverchief_geom::LonLat;
use riverchief_geom::ellipsoid::distance_m;

/// The boxes of the names on the map, and the names for which there is no space.
#[derive(Default)]
pub(super) struct MapLabels {
    boxes: Vec<[f32; 4]>,
    left_out: Vec<String>,
}

impl MapLabels {
    /// Takes the first place where a name overlaps no other and stays on the map.
    fn place(&mut self, width: f32, size: f32, places: &[(f32, f32)]) -> Option<(f32, f32)> {
        let edge = (
            MARGIN + 2.0,
            TOP + 2.0,
            PAPER.0 - MARGIN - LEGEND - 2.0,
            PAPER.1 - MARGIN - FOOT,
        );
        let free = |(x, y): &(f32, f32)| {
            let own = [
                x - width / 2.0 - 1.0,
                y - size * 0.9,
                x + width / 2.0 + 1.0,
                y + size * 0.2,
            ];
            let inside = own[0] > edge.0 && own[1] > edge.1 && own[2] < edge.2 && own[3] < edge.3;
            let crosses = |b: &[f32; 4]| own[0] < b[2] && b[0] < own[2] && own[1] < b[3] && b[1] < own[3];
            (inside && !self.boxes.iter().any(crosses)).then_some(own)
        };
        let (place, own) = places.iter().find_map(|place| Some((*place, free(place)?)))?;
        self.boxes.push(own);
        Some(place)
    }
}

fn haloed(canvas: &mut Canvas<'_, '_>, (x, y): (f32, f32), size: f32, text: &str, colour: Colour, bold: Weight) {
    let left = x - canvas.typesetter.width(text, size) / 2.0;
    let halo = Stroke {
        paint: HALO.into(),
        width: size * 0.28,
        line_join: LineJoin::Round,
        ..Stroke::default()
    };
    canvas.stroke(halo);
    canvas.typesetter.write(canvas.surface, (left, y), size, text);
    canvas.text((left, y), size, text, colour, bold);
}

fn largest(area: &MultiPolygon<f64>) -> Option<&Polygon<f64>> {
    area.iter()
        .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))
}

/// Writes the names of counties and waters where they fit.
pub(super) fn names(
    canvas: &mut Canvas<'_, '_>,
    frame: &MapFrame,
    index: &Index,
    limit: &CityLimit<'_>,
    own: &[&AdminUnit],
    labels: &mut MapLabels,
) {
    for unit in own.iter().filter(|u| u.level == Level::County) {
        let inside = largest(&unit.geometry).and_then(geo::InteriorPoint::interior_point);
        let width = canvas.typesetter.width(&unit.name, 11.0);
        if let Some(place) = inside.and_then(|p| labels.place(width, 11.0, &around(frame.at(p.0), 14.0))) {
            haloed(canvas, place, 11.0, &unit.name, BORDER, Weight::Bold);
        }
    }
    let law = &index.law;
    let mut all: Vec<_> = law.waters.values().collect();
    all.sort_by_key(|w| (!law.city_level(&w.code), w.order, w.code.clone()));
    for water in all {
        let size = if law.city_level(&water.code) { 7.8 } else { 6.2 };
        let (mut beside, mut within) = (
            beside_course(frame, index, water),
            within_surface(frame, law, limit, water),
        );
        let places = if matches!(water.kind, WaterKind::Lake | WaterKind::Reservoir) {
            within.append(&mut beside);
            within
        } else {
            beside.append(&mut within);
            beside
        };
        if places.is_empty() {
            continue;
        }
        match labels.place(canvas.typesetter.width(&water.name, size), size, &places) {
            Some(place) => haloed(canvas, place, size, &water.name, RIVER, Weight::Plain),
            None => labels.left_out.push(water.name.clone()),
        }
    }
}

/// A place and eight others around it, nearest first.
fn around((x, y): (f32, f32), by: f32) -> [(f32, f32); 9] {
    let steps = [
        (0.0, 0.0),
        (0.0, -1.0),
        (0.0, 1.0),
        (-2.0, 0.0),
        (2.0, 0.0),
        (-2.0, -1.2),
        (2.0, -1.2),
        (-2.0, 1.2),
        (2.0, 1.2),
    ];
    steps.map(|(dx, dy)| (x + dx * by, y + dy * by))
}

/// Places beside the main course of a water, where it lies in the city, as its chief and length do (Z11).
fn beside_course(frame: &MapFrame, index: &Index, water: &Water) -> Vec<(f32, f32)> {
    let inside = |place: &Coord<f64>| !index.units.covering(LonLat::from(*place)).is_empty();
    let course = (index.law.centrelines.iter()).find(|c| c.water == water.code && c.branch == 0);
    let line: Vec<Coord<f64>> = course.map_or_else(Vec::new, |c| c.geometry.coords_iter().filter(inside).collect());
    let mut places = Vec::new();
    for share in [5, 4, 6, 3, 7, 2, 8, 1, 9] {
        if let Some(place) = line.get(line.len().saturating_sub(1) * share / 10).copied() {
            let (x, y) = frame.at(place);
            places.extend([(x, y - 3.0), (x, y + 9.0), (x - 18.0, y), (x + 18.0, y)]);
        }
    }
    places
}

/// Places in the first surface or reservoir pool of a water that lies in the city.
fn within_surface(frame: &MapFrame, law: &Law, limit: &CityLimit<'_>, water: &Water) -> Vec<(f32, f32)> {
    let surfaces = (law.water_areas.iter().filter(|a| a.water == water.code)).map(|a| limit.area(a));
    let pools = (law.zones.values())
        .filter(|z| z.water == water.code && z.kind == ZoneKind::Water)
        .map(|z| limit.zone(z));
    let mut inside = surfaces.chain(pools).filter_map(|ground| ground.inside);
    let point = inside.find_map(|area| largest(&area)?.interior_point());
    point.map_or_else(Vec::new, |point| around(frame.at(point.0), 9.0).to_vec())
}

pub(super) fn scale_bar(canvas: &mut Canvas<'_, '_>, frame: &MapFrame, (x, y): (f32, f32)) {
    let middle = f64::midpoint(frame.bounds.min().y, frame.bounds.max().y);
    let west = LonLat::new(frame.bounds.min().x, middle);
    let degree_m = distance_m(west, LonLat::new(west.lon + 1.0, middle));
    let point_m = degree_m / (frame.squeeze * frame.scale);
    let round = [100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5];
    let metres = round.into_iter().rev().find(|m| m / point_m < 130.0).unwrap_or(100.0);
    #[expect(clippy::cast_possible_truncation, reason = "a length on paper")]
    let length = (metres / point_m) as f32;
    for part in 0_u8..4 {
        let (from, to) = (
            x + length * f32::from(part) / 4.0,
            x + length * f32::from(part + 1) / 4.0,
        );
        canvas.fill(if part % 2 == 0 { INK } else { HALO });
        canvas.rectangle(from, y, to, y + 3.0);
    }
    canvas.stroke(line_style(INK, 0.4, &[]));
    canvas.rectangle(x, y, x + length, y + 3.0);
    let label = if metres < 1000.0 {
        format!("{metres} m")
    } else {
        format!("{} km", metres / 1000.0)
    };
    canvas.centred((x, y - 2.5), 7.0, "0", INK, Weight::Plain);
    canvas.centred((x + length, y - 2.5), 7.0, &label, INK, Weight::Plain);
}

pub(super) fn north(canvas: &mut Canvas<'_, '_>, (x, y): (f32, f32)) {
    canvas.fill(INK);
    let mut path = PathBuilder::new();
    path.move_to(x, y - 24.0);
    path.line_to(x + 5.0, y - 6.0);
    path.line_to(x, y - 10.0);
    path.line_to(x - 5.0, y - 6.0);
    path.close();
    if let Some(path) = path.finish() {
        canvas.surface.draw_path(&path);
    }
    canvas.centred((x, y + 4.0), 9.0, "北", INK, Weight::Bold);
}

pub(super) fn legend(canvas: &mut Canvas<'_, '_>, law: &Law, (x, top): (f32, f32), labels: &MapLabels) {
    let mut y = top + 20.0;
    canvas.text((x, y), 11.0, "图　例", INK, Weight::Bold);
    let signs: [(&str, Option<Stroke>, Option<Colour>); 8] = [
        ("市界", Some(line_style(BORDER, 1.2, &[])), None),
        ("县（区）界", Some(line_style(BORDER, 0.8, &[5.0, 1.6, 1.2, 1.6])), None),
        ("乡镇（街道）界", Some(line_style(FAINT, 0.5, &[2.0, 1.4])), None),
        ("设市级河长的河流", Some(line_style(RIVER, 1.5, &[])), None),
        ("其他河流", Some(line_style(RIVER, 0.6, &[])), None),
        ("运河（粗细同上）", Some(line_style(RIVER, 1.2, &[4.0, 1.2])), None),
        ("水库、湖泊、水面", None, Some(WATER)),
        ("海域及市外", None, Some(SEA)),
    ];
    for (word, stroke, ground) in signs {
        y += 17.0;
        if let Some(colour) = ground {
            canvas.fill(colour);
            canvas.rectangle(x, y - 7.5, x + 26.0, y + 1.0);
            canvas.stroke(line_style(FAINT, 0.4, &[]));
            canvas.rectangle(x, y - 7.5, x + 26.0, y + 1.0);
        }
        if let Some(stroke) = stroke {
            canvas.stroke(stroke);
            canvas.line(&[(x, y - 3.0), (x + 26.0, y - 3.0)]);
        }
        canvas.text((x + 32.0, y), 8.0, word, INK, Weight::Plain);
    }
    let counts = [
        WaterKind::River,
        WaterKind::Lake,
        WaterKind::Reservoir,
        WaterKind::Canal,
    ]
    .map(|kind| {
        let count = law.waters.values().filter(|w| w.kind == kind).count();
        (count > 0).then(|| format!("{} {count}", kind.term().zh))
    });
    let mut notes = vec![format!(
        "水体共 {}：{}。",
        law.waters.len(),
        counts.into_iter().flatten().collect::<Vec<_>>().join("，")
    )];
    if !labels.left_out.is_empty() {
        notes.push(format!("因图幅所限未注名称的：{}。", labels.left_out.join("、")));
    }
    notes.push("坐标系：CGCS2000（经纬度）。示意图，不作划界依据。".to_owned());
    y += 12.0;
    for text in notes {
        for line in canvas.typesetter.lines(&text, LEGEND - 22.0, 7.2) {
            y += 10.0;
            canvas.text((x, y), 7.2, &line, INK, Weight::Plain);
        }
        y += 4.0;
    }
}
