//! The tiles of an archive in order, and their making on several threads.
use crate::tile::TileCoord;
use std::ops::RangeInclusive;
use std::thread;

/// Tiles in one batch for a thread.
const BATCH: usize = 16;

/// Every tile that touches the bounds, and one more on each side, since the buffer of a tile may hold features of its
/// neighbour; in the order in which `PMTiles` numbers them. `bounds`: west, south, east, north in degrees.
pub(super) fn coords(bounds: [f64; 4], zooms: RangeInclusive<u8>) -> Vec<TileCoord> {
    let [west, south, east, north] = bounds;
    let mut all = Vec::new();
    for z in zooms {
        let span = |a: f64, b: f64| {
            let last = (1_u32 << z) - 1;
            cell(a, z).saturating_sub(1)..=cell(b, z).saturating_add(1).min(last)
        };
        for y in span(row(north), row(south)) {
            for x in span(column(west), column(east)) {
                all.push(TileCoord { z, x, y });
            }
        }
    }
    all.sort_by_key(|tile| number(*tile));
    all
}

/// Fraction of the width of the world, from 180° west.
fn column(lon: f64) -> f64 {
    lon / 360.0 + 0.5
}

/// Fraction of the height of the world in Web Mercator, from the north.
fn row(lat: f64) -> f64 {
    0.5 - lat.to_radians().sin().atanh() / std::f64::consts::TAU
}

fn cell(share: f64, z: u8) -> u32 {
    let last = (1_u32 << z) - 1;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, and positions outside belong to the outermost tile"
    )]
    let cell = (share * f64::from(1_u32 << z)).floor() as u32;
    cell.min(last)
}

/// The tile id in `PMTiles`: by zoom, then along the Hilbert curve.
pub(super) fn number(tile: TileCoord) -> Option<u64> {
    pmtiles::TileCoord::new(tile.z, tile.x, tile.y)
        .ok()
        .map(|coord| pmtiles::TileId::from(coord).value())
}

/// Runs `make` for every tile on all cores and passes the results to `take` in order; stops at the first error.
pub(super) fn in_order<T: Send, E>(
    tiles: &[TileCoord],
    make: impl Fn(TileCoord) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    for round in tiles.chunks(BATCH * threads) {
        let made: Vec<Vec<T>> = thread::scope(|scope| {
            let workers: Vec<_> = (round.chunks(BATCH))
                .map(|batch| scope.spawn(|| batch.iter().map(|tile| make(*tile)).collect()))
                .collect();
            let join = |worker: thread::ScopedJoinHandle<'_, Vec<T>>| {
                worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            workers.into_iter().map(join).collect()
        });
        made.into_iter().flatten().try_for_each(&mut take)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tile_comes_once_in_order() {
        let tiles = coords([108.9, 20.9, 110.0, 22.0], 0..=10);
        let numbers: Vec<_> = tiles.iter().map(|t| number(*t).expect("a tile")).collect();
        assert!(numbers.windows(2).all(|w| w[0] < w[1]));
        assert_eq!((tiles[0].z, tiles[0].x, tiles[0].y), (0, 0, 0));
        // Beihai's own at zoom 10, and one around.
        let at_ten: Vec<_> = tiles.iter().filter(|t| t.z == 10).collect();
        let columns = (at_ten.iter().map(|t| t.x).min(), at_ten.iter().map(|t| t.x).max());
        assert_eq!(columns, (Some(820), Some(825)));
        let mut seen = Vec::new();
        let all: Result<(), ()> = in_order(
            &tiles,
            |t| t,
            |t| {
                seen.push(t);
                Ok(())
            },
        );
        assert_eq!((all, seen), (Ok(()), tiles));
    }

    #[test]
    fn the_edges_of_the_world_have_no_tiles_beyond() {
        let tiles = coords([-180.0, -90.0, 180.0, 90.0], 0..=3);
        assert_eq!(tiles.len(), 1 + 4 + 16 + 64);
    }
}
