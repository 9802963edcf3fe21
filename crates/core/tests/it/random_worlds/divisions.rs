//! The divided ground of a random world: units of four levels, neighbours, the sea.
use super::dice::Dice;
use super::ground::{Faces, Ground};
use super::world::{Surface, Unit, World};
use std::collections::BTreeSet;

/// Units of all levels, or of some; the faces of the city.
pub fn units(world: &mut World, dice: &mut Dice, ground: &Ground) -> Faces {
    let all = ground.all();
    let count = 4 + all.len() * (40 + dice.below(60)) / 100;
    let city = ground.grown(dice, count, &all);
    let count = 3 + dice.below(9);
    let mut villages = ground.shared_out(dice, count, &city);
    villages.retain(|village| !village.is_empty());
    // Exclaves, and now and then ground that two villages claim.
    let faces: Vec<usize> = city.iter().copied().collect();
    for _ in 0..dice.below(4) {
        let (face, to) = (*dice.pick(&faces), dice.below(villages.len()));
        let from = villages
            .iter()
            .position(|village| village.contains(&face))
            .expect("every face is of a village");
        let twice = dice.chance(15);
        if twice || villages[from].len() > 1 {
            villages[to].insert(face);
        }
        if !twice && from != to && villages[from].len() > 1 {
            villages[from].remove(&face);
        }
    }
    let mut grouped = |count: usize, most: usize| -> Vec<usize> {
        let groups = 1 + dice.below(most);
        (0..count)
            .map(|i| {
                if dice.chance(20) {
                    dice.below(groups)
                } else {
                    i * groups / count
                }
            })
            .collect()
    };
    let township_of = grouped(villages.len(), 4);
    let townships = merged(&villages, &township_of);
    let county_of = grouped(townships.len(), 3);
    let counties = merged(&townships, &county_of);
    let levels = [vec![city.clone()], counties, townships, villages];
    let above = [vec![], vec![0; levels[1].len()], county_of, township_of];
    let codes = codes(dice, &levels);
    // A world may lack levels, but not all of them.
    let mut has = [true; 4];
    if dice.chance(40) {
        has = std::array::from_fn(|_| dice.chance(60));
        has[dice.below(4)] = true;
    }
    for level in 0..4 {
        for (number, faces) in levels[level].iter().enumerate() {
            // The next unit above that the world has.
            let mut parent = (level, number);
            while parent.0 > 0 {
                parent = (parent.0 - 1, above[parent.0][parent.1]);
                if has[parent.0] {
                    break;
                }
            }
            let has_parent = parent.0 < level && has[parent.0];
            if has[level] && !faces.is_empty() {
                world.units.push(Unit {
                    code: codes[level][number].clone(),
                    level,
                    parent: has_parent.then(|| codes[parent.0][parent.1].clone()),
                    neighbour: false,
                    shape: ground.shape(dice, faces),
                });
            }
        }
    }
    // Parents that no record names, and units that were not loaded.
    let unnamed = *dice.pick(&[0, 0, 0, 20]);
    for unit in &mut world.units {
        if dice.chance(unnamed) {
            unit.parent = None;
        }
    }
    if dice.chance(25) && world.units.len() > 1 {
        let level = dice.pick(&world.units).level;
        let first = world.units[0].code.clone();
        world
            .units
            .retain(|unit| unit.level != level || unit.code == first || dice.chance(60));
    }
    dice.shuffle(&mut world.units);
    city
}

fn merged(faces: &[Faces], groups: &[usize]) -> Vec<Faces> {
    let count = groups.iter().max().map_or(0, |group| group + 1);
    let mut all = vec![Faces::new(); count];
    for (faces, group) in faces.iter().zip(groups) {
        all[*group].extend(faces);
    }
    all
}

/// Codes that say nothing of place or parent.
fn codes(dice: &mut Dice, levels: &[Vec<Faces>; 4]) -> Vec<Vec<String>> {
    let mut used = BTreeSet::new();
    let mut code = || loop {
        let code = format!("{:04}", dice.below(10_000));
        if used.insert(code.clone()) {
            return code;
        }
    };
    levels
        .iter()
        .map(|level| level.iter().map(|_| code()).collect())
        .collect()
}

/// Units of other cities, which never compete.
pub fn neighbours(world: &mut World, dice: &mut Dice, ground: &Ground, outside: &Faces) {
    let count = dice.below(3);
    for (number, faces) in ground.shared_out(dice, count, outside).into_iter().enumerate() {
        if !faces.is_empty() {
            world.units.push(Unit {
                code: format!("N{number}"),
                level: 1 + dice.below(3),
                parent: None,
                neighbour: true,
                shape: ground.shape(dice, &faces),
            });
        }
    }
}

/// Marine areas that share edges, or lie over each other; partly within units.
pub fn seas(world: &mut World, dice: &mut Dice, ground: &Ground, outside: &Faces) {
    if dice.chance(25) {
        return;
    }
    let mut faces = ground.grown(dice, 1 + outside.len(), outside);
    let shore = ground.around(&faces);
    faces.extend(shore.into_iter().filter(|_| dice.chance(25)));
    let count = 1 + dice.below(3);
    for (number, mut share) in ground.shared_out(dice, count, &faces).into_iter().enumerate() {
        if dice.chance(20) {
            share.extend(ground.around(&share));
        }
        if !share.is_empty() {
            world.seas.push(Surface {
                id: format!("M{number}"),
                water: String::new(),
                shape: ground.shape(dice, &share),
            });
        }
    }
}
