//! The distribution map (分布示意图): units, waters by grade, names, legend and scale, from the exact geometry of the law.
//!
//! Longitudes are drawn at the scale of the middle latitude, so that lengths are right to a per cent over the city.
use super::Heading;
use super::map_words::{Names, legend, names, north, scale_bar};
use super::pages::{FOOT, MARGIN, PAPER};
use super::pdf::{INK, Paper, Tint, Weight};
use geo::{BoundingRect as _, Coord, LineString, MultiPolygon, Rect};
use krilla::geom::PathBuilder;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use riverchief_core::domain::kinds::{Level, WaterKind, ZoneKind};
use riverchief_core::domain::records::AdminUnit;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::CityLimit;
use riverchief_core::snapshot::Law;

pub(super) const SEA: Tint = Tint(0xEA, 0xF3, 0xFA);
pub(super) const WATER: Tint = Tint(0x7F, 0xB2, 0xD9);
pub(super) const RIVER: Tint = Tint(0x1F, 0x5F, 0x9E);
pub(super) const BORDER: Tint = Tint(0x8A, 0x4B, 0x6E);
pub(super) const FAINT: Tint = Tint(0xB9, 0xAE, 0xB4);
pub(super) const HALO: Tint = Tint(0xFF, 0xFF, 0xFF);
const GROUNDS: [Tint; 5] = [
    Tint(0xFB, 0xF6, 0xE6),
    Tint(0xF1, 0xF6, 0xEA),
    Tint(0xFA, 0xEE, 0xE6),
    Tint(0xF0, 0xF1, 0xF8),
    Tint(0xF8, 0xF3, 0xEF),
];
/// The legend's column on the right.
pub(super) const LEGEND: f32 = 138.0;
pub(super) const TOP: f32 = MARGIN + 34.0;
/// Vertices nearer to the last one drawn are left out, in points: a printer's dot is larger.
const DOT: f32 = 0.12;

/// From degrees to paper.
pub(super) struct MapFrame {
    pub(super) bounds: Rect<f64>,
    pub(super) scale: f64,
    pub(super) squeeze: f64,
    origin: (f64, f64),
}

impl MapFrame {
    fn new(bounds: Rect<f64>) -> Self {
        let squeeze = (f64::midpoint(bounds.min().y, bounds.max().y)).to_radians().cos();
        let (width, height) = (
            f64::from(PAPER.0 - 2.0 * MARGIN - LEGEND),
            f64::from(PAPER.1 - MARGIN - FOOT - TOP),
        );
        let margin = 0.96;
        let across = (bounds.width() * squeeze).max(1e-6);
        let scale = (width / across).min(height / bounds.height().max(1e-6)) * margin;
        let origin = (
            f64::from(MARGIN) + (width - across * scale) / 2.0,
            f64::from(TOP) + (height - bounds.height() * scale) / 2.0,
        );
        Self {
            bounds,
            scale,
            squeeze,
            origin,
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "places on paper")]
    pub(super) fn at(&self, place: Coord<f64>) -> (f32, f32) {
        let x = self.origin.0 + (place.x - self.bounds.min().x) * self.squeeze * self.scale;
        let y = self.origin.1 + (self.bounds.max().y - place.y) * self.scale;
        (x as f32, y as f32)
    }

    fn path(&self, line: &LineString<f64>) -> Vec<(f32, f32)> {
        let mut points: Vec<(f32, f32)> = Vec::new();
        let last = line.0.len().saturating_sub(1);
        for (number, place) in line.0.iter().enumerate() {
            let (x, y) = self.at(*place);
            let near = |(px, py): &(f32, f32)| (px - x).hypot(py - y) < DOT;
            if number == last || !points.last().is_some_and(near) {
                points.push((x, y));
            }
        }
        points
    }
}

/// The map's page.
pub(super) fn draw(paper: &mut Paper<'_, '_>, heading: &Heading, index: &Index) {
    let law = &index.law;
    let limit = CityLimit::new(index);
    paper.centred((PAPER.0 / 2.0, MARGIN + 14.0), 17.0, &heading.title, INK, Weight::Bold);
    paper.centred(
        (PAPER.0 / 2.0, MARGIN + 27.0),
        8.5,
        &heading.issued(),
        INK,
        Weight::Plain,
    );
    let (left, right, bottom) = (MARGIN, PAPER.0 - MARGIN, PAPER.1 - MARGIN - FOOT + 8.0);
    let own: Vec<&AdminUnit> = law.units.values().map(|u| &**u).filter(|u| !u.neighbour).collect();
    let shapes = own.iter().map(|u| u.geometry.bounding_rect());
    let lines = law.centrelines.iter().map(|c| c.geometry.bounding_rect());
    let areas = law.water_areas.iter().map(|a| a.geometry.bounding_rect());
    let all = shapes.chain(lines).chain(areas).flatten().reduce(|a, b| {
        Rect::new(
            (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
            (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
        )
    });
    paper.fill(SEA);
    paper.rectangle(left, TOP, right - LEGEND, bottom);
    let mut named = Names::default();
    if let Some(bounds) = all {
        let frame = MapFrame::new(bounds);
        grounds(paper, &frame, &own);
        waters(paper, &frame, law, &limit);
        borders(paper, &frame, &own);
        names(paper, &frame, index, &limit, &own, &mut named);
        scale_bar(paper, &frame, (left + 14.0, bottom - 16.0));
    }
    paper.stroke(Stroke {
        paint: INK.into(),
        width: 0.9,
        ..Stroke::default()
    });
    paper.rectangle(left, TOP, right, bottom);
    paper.line(&[(right - LEGEND, TOP), (right - LEGEND, bottom)]);
    north(paper, (right - LEGEND - 22.0, TOP + 40.0));
    legend(paper, law, (right - LEGEND + 12.0, TOP), &named);
}

fn area(paper: &mut Paper<'_, '_>, frame: &MapFrame, area: &MultiPolygon<f64>) {
    let mut path = PathBuilder::new();
    for polygon in area {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            for (number, (x, y)) in frame.path(ring).into_iter().enumerate() {
                if number == 0 {
                    path.move_to(x, y);
                } else {
                    path.line_to(x, y);
                }
            }
            path.close();
        }
    }
    if let Some(path) = path.finish() {
        paper.surface.draw_path(&path);
    }
}

fn tinted(paper: &mut Paper<'_, '_>, colour: Tint) {
    let fill = Fill {
        paint: colour.into(),
        rule: FillRule::EvenOdd,
        ..Fill::default()
    };
    paper.surface.set_fill(Some(fill));
    paper.surface.set_stroke(None);
}

/// Units whose level is the highest that has any below the city.
fn grounds(paper: &mut Paper<'_, '_>, frame: &MapFrame, own: &[&AdminUnit]) {
    for unit in own.iter().filter(|u| u.level == Level::City) {
        tinted(paper, GROUNDS[0]);
        area(paper, frame, &unit.geometry);
    }
    for (number, unit) in own.iter().filter(|u| u.level == Level::County).enumerate() {
        tinted(paper, GROUNDS[number % GROUNDS.len()]);
        area(paper, frame, &unit.geometry);
    }
}

pub(super) fn pencil(colour: Tint, width: f32, dash: &[f32]) -> Stroke {
    Stroke {
        paint: colour.into(),
        width,
        line_cap: if dash.is_empty() { LineCap::Round } else { LineCap::Butt },
        line_join: LineJoin::Round,
        dash: (!dash.is_empty()).then(|| StrokeDash {
            array: dash.to_vec(),
            offset: 0.0,
        }),
        ..Stroke::default()
    }
}

fn borders(paper: &mut Paper<'_, '_>, frame: &MapFrame, own: &[&AdminUnit]) {
    for (level, stroke) in [
        (Level::Township, pencil(FAINT, 0.35, &[2.0, 1.4])),
        (Level::County, pencil(BORDER, 0.8, &[5.0, 1.6, 1.2, 1.6])),
        (Level::City, pencil(BORDER, 1.2, &[])),
    ] {
        for unit in own.iter().filter(|u| u.level == level) {
            paper.stroke(stroke.clone());
            area(paper, frame, &unit.geometry);
        }
    }
}

fn river(law: &Law, water: &riverchief_core::domain::ids::WaterCode) -> Stroke {
    let kind = law.waters.get(water).map(|w| w.kind);
    let width = if law.city_level(water) { 1.5 } else { 0.6 };
    let dash: &[f32] = if kind == Some(WaterKind::Canal) {
        &[4.0, 1.2]
    } else {
        &[]
    };
    pencil(RIVER, width, dash)
}

/// Surfaces in the city, and all lines: what is drawn beyond its limit belongs to nobody here (Z11).
fn waters(paper: &mut Paper<'_, '_>, frame: &MapFrame, law: &Law, limit: &CityLimit<'_>) {
    let pools = law.zones.values().filter(|z| z.kind == ZoneKind::Water);
    let surfaces = (pools.map(|z| limit.zone(z))).chain(law.water_areas.iter().map(|a| limit.area(a)));
    for shape in surfaces.filter_map(|ground| ground.inside) {
        tinted(paper, WATER);
        area(paper, frame, &shape);
    }
    let mut lines: Vec<_> = law.centrelines.iter().collect();
    lines.sort_by_key(|line| law.city_level(&line.water));
    for line in lines {
        paper.stroke(river(law, &line.water));
        paper.line(&frame.path(&line.geometry));
    }
}
