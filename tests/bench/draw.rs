//! Numbers in a fixed order.

/// SplitMix64.
pub(crate) struct Draw(u64);

impl Draw {
    /// The order that belongs to a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or(0)
    }

    /// A number of the normal distribution, nearly: what twelve even ones come to, less six.
    pub(crate) fn normal(&mut self) -> f64 {
        let even = |_| self.below(1 << 20) as f64 / f64::from(1 << 20);
        (0..12).map(even).sum::<f64>() - 6.0
    }
}
