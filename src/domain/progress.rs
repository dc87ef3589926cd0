//! How much of a long piece of work is done, told to whoever waits for it.

/// Every so many steps one is told. What has fewer is done at once and needs no telling.
const STEPS: usize = 1 << 10;

/// A piece of work, or a part of one.
pub struct Progress<'t> {
    told: &'t mut dyn FnMut(f32),
    /// Where the piece begins and ends in the whole work, from 0 to 1.
    begin: f32,
    end: f32,
}

impl<'t> Progress<'t> {
    /// A work of which `told` hears how much is done, from 0 to 1.
    pub fn new(told: &'t mut dyn FnMut(f32)) -> Self {
        Self { told, begin: 0.0, end: 1.0 }
    }

    /// The part of this piece between two shares of it, from 0 to 1.
    pub fn part(&mut self, from: f32, to: f32) -> Progress<'_> {
        let length = self.end - self.begin;
        let (begin, end) = (self.begin + from * length, self.begin + to * length);
        Progress { told: &mut *self.told, begin, end }
    }

    /// So many steps of so many are done. Most steps are passed over in silence.
    pub fn step(&mut self, done: usize, of: usize) {
        if done > 0 && done.is_multiple_of(STEPS) {
            let share = done as f32 / of.max(1) as f32;
            (self.told)(self.begin + share.min(1.0) * (self.end - self.begin));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_tell_their_place_in_the_whole() {
        let mut heard = Vec::new();
        let mut tell = |share: f32| heard.push(share);
        let mut work = Progress::new(&mut tell);
        let mut second = work.part(0.5, 1.0);
        (0..=2 * STEPS).for_each(|done| second.part(0.5, 1.0).step(done, 2 * STEPS));
        assert_eq!(heard, [0.875, 1.0]);
    }
}
