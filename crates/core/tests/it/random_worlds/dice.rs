//! Seeded chance: the same world for the same number, on every machine.

/// A sequence of numbers (`SplitMix64`).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// One of 0, 1, … `count` - 1.
    pub fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).expect("a count");
        usize::try_from((self.next() >> 8) % count).expect("less than a count")
    }

    /// From `least` to `most`, both among them.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let count = usize::try_from(most - least + 1).expect("in order");
        least + i64::try_from(self.below(count)).expect("small")
    }

    /// In [0, 1).
    pub fn share(&mut self) -> f64 {
        let upper = u32::try_from(self.next() >> 32).expect("half of the bits");
        f64::from(upper) / 4_294_967_296.0
    }

    /// True so many times of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}
