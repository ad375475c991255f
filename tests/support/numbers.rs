//! Reproducible pseudorandom numbers, and the number of kills in a run.

/// The state of a generator that gives the same numbers in every run.
pub struct Numbers(pub u64);

impl Numbers {
    /// A number from 0 up to, but not including, this one (`SplitMix64`).
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// The number of kills: this one, unless `KILLS` says otherwise.
#[expect(clippy::disallowed_methods, reason = "it is a test that is told how long it may take")]
pub fn kills(some: usize) -> usize {
    std::env::var("KILLS").map_or(some, |kills| kills.parse().unwrap())
}
