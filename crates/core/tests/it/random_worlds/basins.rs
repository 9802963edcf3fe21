//! The waters of a random world: split reservoirs with their zones, lakes, rivers with and without areas, extents.
use super::dice::Dice;
use super::exact::Place;
use super::ground::{Faces, Ground};
use super::world::{Line, Surface, Water, World, Zone};

/// A split reservoir: its pool in one zone or two, with islets, and land around it.
pub fn reservoir(world: &mut World, dice: &mut Dice, ground: &Ground, number: usize) {
    let all = ground.all();
    let count = 1 + dice.below(all.len() * 2 / 3);
    let pool = ground.grown(dice, count, &all);
    let code = format!("R{number}");
    let mut zone = |dice: &mut Dice, wet: bool, faces: &Faces| {
        let villages = world.units.iter().filter(|unit| unit.level == 3 && !unit.neighbour);
        let with_pieces = dice.chance(70);
        let zone = Zone {
            id: format!("Z{:03}", dice.below(500) * 2 + usize::from(wet)),
            water: code.clone(),
            wet,
            managed_whole: dice.chance(50),
            pieces: villages
                .filter(|_| !wet && with_pieces && dice.chance(60))
                .map(|unit| unit.code.clone())
                .collect(),
            shape: ground.shape(dice, faces),
        };
        if !faces.is_empty() && world.zones.iter().all(|other| other.id != zone.id) {
            world.zones.push(zone);
        }
    };
    let zones = 1 + usize::from(dice.chance(30));
    for share in ground.shared_out(dice, zones, &pool) {
        zone(dice, true, &share);
    }
    let mut land = ground.around(&pool);
    let islets = all
        .iter()
        .copied()
        .filter(|face| !pool.contains(face) && !land.contains(face));
    let further: Faces = islets.filter(|_| dice.chance(30)).collect();
    land.extend(further);
    land.retain(|_| dice.chance(90));
    zone(dice, false, &land);
    if dice.chance(40) {
        // The area of a split pool is no channel.
        let wider = if dice.chance(50) {
            ground.around(&pool)
        } else {
            Faces::new()
        };
        surface(
            &mut world.areas,
            dice,
            ground,
            &code,
            &pool.union(&wider).copied().collect(),
        );
    }
    let flagged = dice.chance(50);
    world.waters.push(Water {
        code,
        kind: "reservoir",
        flagged,
        is_city_level: flagged,
        order: dice.between(1, 3),
        ..Water::default()
    });
}

fn surface(list: &mut Vec<Surface>, dice: &mut Dice, ground: &Ground, water: &str, faces: &Faces) {
    if !faces.is_empty() {
        list.push(Surface {
            id: format!("{water}-{}{}", dice.below(10), list.len()),
            water: water.to_owned(),
            shape: ground.shape(dice, faces),
        });
    }
}

/// A lake in one area or several, a river with or without areas, an extent.
pub fn water(world: &mut World, dice: &mut Dice, ground: &Ground, number: usize) {
    let code = format!("W{number}");
    let all = ground.all();
    let lake = dice.chance(40);
    if lake || dice.chance(40) {
        let count = 1 + dice.below(all.len() / 2);
        let faces = ground.grown(dice, count, &all);
        let count = 1 + dice.below(3);
        for share in ground.shared_out(dice, count, &faces) {
            surface(&mut world.areas, dice, ground, &code, &share);
        }
    }
    if !lake {
        for branch in 0..=i64::from(dice.chance(25)) {
            let steps = 1 + dice.below(8);
            let mut places = ground.walk(dice, steps);
            if dice.chance(40) {
                // Away from the edges, but for the nodes that stay.
                for place in &mut places {
                    if dice.chance(70) {
                        let (x, y) = (dice.between(-3, 3), dice.between(-3, 3));
                        let aside = Place::node(x, y, 8 + 3);
                        *place = Place {
                            x: place.x + aside.x,
                            y: place.y + aside.y,
                        };
                    }
                }
            }
            places.dedup();
            if places.len() > 1 {
                world.lines.push(Line {
                    water: code.clone(),
                    branch,
                    places,
                });
            }
        }
    }
    if dice.chance(50) {
        let count = 1 + dice.below(6);
        let faces = ground.grown(dice, count, &all);
        surface(&mut world.extents, dice, ground, &code, &faces);
    }
    let parent = world.waters.iter().find(|_| dice.chance(15));
    let flagged = dice.chance(30);
    world.waters.push(Water {
        code,
        kind: if lake { "lake" } else { "river" },
        flagged,
        is_city_level: flagged || parent.is_some_and(|parent| parent.is_city_level),
        parent: parent.map(|parent| parent.code.clone()),
        order: dice.between(1, 4),
        layer: i64::from(dice.chance(20)),
        half_width_m: (!lake && dice.chance(60)).then(|| *dice.pick(&[2.0, 8.0, 30.0, 250.0])),
    });
}
