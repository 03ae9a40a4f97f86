//! Numbers in the order a seed gives.

use chacha20::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// One order of numbers: of one seed, for one purpose, at one place.
pub(crate) struct Draw(ChaCha8Rng);

/// What numbers are drawn for. Each has an order of its own, so that a contact can be made without those before it.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// Whether a row repeats an earlier one, and which.
    Row = 0,
    /// Who somebody is.
    Person = 1,
    /// Where a household lives.
    Home = 2,
    /// How a row is written.
    Manner = 3,
}

impl Draw {
    /// The order for this purpose at this place.
    pub(crate) fn new(seed: u64, purpose: Purpose, at: usize) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8] = purpose as u8;
        let mut numbers = ChaCha8Rng::from_seed(key);
        numbers.set_stream(at as u64);
        Self(numbers)
    }

    /// A number below `bound`. 32 bits spread over any bound of these lists evenly enough, and alike on every machine.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let wide = u64::from(self.0.next_u32()) * bound as u64;
        (wide >> 32) as usize
    }

    /// From the first to the last, both included.
    pub(crate) fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last + 1 - first)
    }

    /// So often of a hundred.
    pub(crate) fn percent(&mut self, often: usize) -> bool {
        self.below(100) < often
    }

    /// So often of a thousand.
    pub(crate) fn permille(&mut self, often: usize) -> bool {
        self.below(1000) < often
    }

    /// One of these.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// One of these, each as often as its number says.
    pub(crate) fn weighed<T: Copy>(&mut self, of: &[(usize, T)]) -> T {
        let all = of.iter().map(|(often, _)| often).sum();
        let mut at = self.below(all);
        for (often, what) in of {
            if at < *often {
                return *what;
            }
            at -= often;
        }
        of[of.len() - 1].1
    }
}

/// Weights added up, to find by a number which one it falls upon.
pub(crate) struct Weights(Vec<usize>);

impl Weights {
    pub(crate) fn new(weights: impl IntoIterator<Item = usize>) -> Self {
        let mut all = 0;
        let sums = weights.into_iter().map(|weight| {
            all += weight;
            all
        });
        Self(sums.collect())
    }

    /// The place of one, as often as its weight says.
    pub(crate) fn draw(&self, draw: &mut Draw) -> usize {
        let at = draw.below(self.0.last().copied().unwrap_or(0));
        self.0.partition_point(|sum| *sum <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_kept() {
        let weights = Weights::new([1, 0, 3]);
        let mut draw = Draw::new(1, Purpose::Row, 0);
        let mut seen = [0; 3];
        for _ in 0..4000 {
            seen[weights.draw(&mut draw)] += 1;
        }
        assert_eq!(seen[1], 0);
        assert!((900..1100).contains(&seen[0]), "{seen:?}");
    }

    #[test]
    fn each_place_and_purpose_has_its_own_order() {
        let first = |seed, purpose, at| Draw::new(seed, purpose, at).below(1 << 30);
        let one = first(7, Purpose::Row, 0);
        assert_eq!(one, first(7, Purpose::Row, 0));
        assert_ne!(one, first(8, Purpose::Row, 0));
        assert_ne!(one, first(7, Purpose::Home, 0));
        assert_ne!(one, first(7, Purpose::Row, 1));
    }
}
