//! The distribution map (分布示意图): units, waters by grade, names, legend and scale, from the exact geometry of the law.
//!
//! Longitudes have the scale of the middle latitude, so that lengths are correct to one per cent across the city.
use super::canvas::{Canvas, Colour, INK, Weight};
use super::heading::Heading;
use super::map_frame::{BORDER, FAINT, LEGEND, MapFrame, RIVER, SEA, TOP, WATER, line_style};
use super::map_words::{MapLabels, legend, names, north, scale_bar};
use super::pages::{FOOT, MARGIN, PAPER};
use geo::{BoundingRect as _, MultiPolygon, Rect};
use krilla::geom::PathBuilder;
use krilla::paint::{Fill, FillRule, Stroke};
use riverchief_core::domain::kinds::{Level, WaterKind, ZoneKind};
use riverchief_core::domain::records::AdminUnit;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::CityLimit;
use riverchief_core::snapshot::Law;

const GROUNDS: [Colour; 5] = [
    Colour(0xFB, 0xF6, 0xE6),
    Colour(0xF1, 0xF6, 0xEA),
    Colour(0xFA, 0xEE, 0xE6),
    Colour(0xF0, 0xF1, 0xF8),
    Colour(0xF8, 0xF3, 0xEF),
];
/// Draws the page of the map.
pub(super) fn draw(canvas: &mut Canvas<'_, '_>, heading: &Heading, index: &Index) {
    let law = &index.law;
    let limit = CityLimit::new(index);
    canvas.centred((PAPER.0 / 2.0, MARGIN + 14.0), 17.0, &heading.title, INK, Weight::Bold);
    canvas.centred(
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
    canvas.fill(SEA);
    canvas.rectangle(left, TOP, right - LEGEND, bottom);
    let mut labels = MapLabels::default();
    if let Some(bounds) = all {
        let frame = MapFrame::new(bounds);
        grounds(canvas, &frame, &own);
        waters(canvas, &frame, law, &limit);
        borders(canvas, &frame, &own);
        names(canvas, &frame, index, &limit, &own, &mut labels);
        scale_bar(canvas, &frame, (left + 14.0, bottom - 16.0));
    }
    canvas.stroke(Stroke {
        paint: INK.into(),
        width: 0.9,
        ..Stroke::default()
    });
    canvas.rectangle(left, TOP, right, bottom);
    canvas.line(&[(right - LEGEND, TOP), (right - LEGEND, bottom)]);
    north(canvas, (right - LEGEND - 22.0, TOP + 40.0));
    legend(canvas, law, (right - LEGEND + 12.0, TOP), &labels);
}

fn area(canvas: &mut Canvas<'_, '_>, frame: &MapFrame, area: &MultiPolygon<f64>) {
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
        canvas.surface.draw_path(&path);
    }
}

fn tinted(canvas: &mut Canvas<'_, '_>, colour: Colour) {
    let fill = Fill {
        paint: colour.into(),
        rule: FillRule::EvenOdd,
        ..Fill::default()
    };
    canvas.surface.set_fill(Some(fill));
    canvas.surface.set_stroke(None);
}

/// Fills the city, then each county with a colour.
fn grounds(canvas: &mut Canvas<'_, '_>, frame: &MapFrame, own: &[&AdminUnit]) {
    for unit in own.iter().filter(|u| u.level == Level::City) {
        tinted(canvas, GROUNDS[0]);
        area(canvas, frame, &unit.geometry);
    }
    for (number, unit) in own.iter().filter(|u| u.level == Level::County).enumerate() {
        tinted(canvas, GROUNDS[number % GROUNDS.len()]);
        area(canvas, frame, &unit.geometry);
    }
}

fn borders(canvas: &mut Canvas<'_, '_>, frame: &MapFrame, own: &[&AdminUnit]) {
    for (level, stroke) in [
        (Level::Township, line_style(FAINT, 0.35, &[2.0, 1.4])),
        (Level::County, line_style(BORDER, 0.8, &[5.0, 1.6, 1.2, 1.6])),
        (Level::City, line_style(BORDER, 1.2, &[])),
    ] {
        for unit in own.iter().filter(|u| u.level == level) {
            canvas.stroke(stroke.clone());
            area(canvas, frame, &unit.geometry);
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
    line_style(RIVER, width, dash)
}

/// Draws surfaces in the city, and all lines. No chief here is responsible for a surface outside the city (Z11).
fn waters(canvas: &mut Canvas<'_, '_>, frame: &MapFrame, law: &Law, limit: &CityLimit<'_>) {
    let pools = law.zones.values().filter(|z| z.kind == ZoneKind::Water);
    let surfaces = (pools.map(|z| limit.zone(z))).chain(law.water_areas.iter().map(|a| limit.area(a)));
    for shape in surfaces.filter_map(|ground| ground.inside) {
        tinted(canvas, WATER);
        area(canvas, frame, &shape);
    }
    let mut lines: Vec<_> = law.centrelines.iter().collect();
    lines.sort_by_key(|line| law.city_level(&line.water));
    for line in lines {
        canvas.stroke(river(law, &line.water));
        canvas.line(&frame.path(&line.geometry));
    }
}
