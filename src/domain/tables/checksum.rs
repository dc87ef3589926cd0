//! A checksum that tells whether bytes are still the same. It never changes between machines of one
//! byte order, and is no defence against somebody who wants two files to look alike.

/// How many bytes are taken in at once: four numbers.
const BLOCK: usize = 32;
/// FNV's prime in 64 bits. It is odd, so that no two numbers become one by it.
const PRIME: u64 = 0x0000_0100_0000_01b3;
/// Where the four sums begin, so that blocks that change places are noticed: FNV's basis, and others.
const BEGIN: [u64; 4] =
    [0xcbf2_9ce4_8422_2325, 0x9ae1_6a3b_2f90_404f, 0xc949_d7c7_509e_6557, 0xff51_afd7_ed55_8ccd];

/// A checksum on its way. Each number that differs makes another sum: one changed byte is always noticed.
#[derive(Clone, Debug)]
pub struct Checksum {
    sums: [u64; 4],
    rest: [u8; BLOCK],
    waiting: usize,
    length: u64,
}

impl Default for Checksum {
    fn default() -> Self {
        Self { sums: BEGIN, rest: [0; BLOCK], waiting: 0, length: 0 }
    }
}

impl Checksum {
    /// The checksum of bytes that are all there.
    pub fn of(bytes: &[u8]) -> u64 {
        let mut sum = Self::default();
        sum.take(bytes);
        sum.finish()
    }

    /// Takes more bytes in. How they are cut into pieces makes no difference.
    pub fn take(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if self.waiting > 0 {
            let fits = bytes.len().min(BLOCK - self.waiting);
            self.rest[self.waiting..self.waiting + fits].copy_from_slice(&bytes[..fits]);
            self.waiting += fits;
            bytes = &bytes[fits..];
            if self.waiting < BLOCK {
                return;
            }
            let block = self.rest;
            self.mix(&block);
        }
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        for block in blocks {
            self.mix(block);
        }
        self.rest[..rest.len()].copy_from_slice(rest);
        self.waiting = rest.len();
    }

    fn mix(&mut self, block: &[u8; BLOCK]) {
        let (numbers, _) = block.as_chunks::<8>();
        for (sum, number) in self.sums.iter_mut().zip(numbers) {
            let mixed = (*sum ^ u64::from_le_bytes(*number)).wrapping_mul(PRIME);
            // Without this the highest bits of a number would only ever reach the highest of the sum.
            *sum = mixed ^ (mixed >> 29);
        }
    }

    /// The checksum of everything that was taken in.
    pub fn finish(mut self) -> u64 {
        if self.waiting > 0 {
            self.rest[self.waiting..].fill(0);
            let block = self.rest;
            self.mix(&block);
        }
        self.sums.into_iter().fold(self.length, |all, sum| {
            let mixed = (all ^ sum).wrapping_mul(PRIME);
            mixed ^ (mixed >> 29)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_no_difference_and_every_bit_does() {
        let bytes: Vec<u8> = (0..197u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let whole = Checksum::of(&bytes);
        for size in [1, 7, 31, 32, 33, 64, 150] {
            let mut sum = Checksum::default();
            bytes.chunks(size).for_each(|piece| sum.take(piece));
            assert_eq!(sum.finish(), whole, "pieces of {size}");
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(Checksum::of(&flipped), whole, "bit {bit}");
        }
        assert_ne!(Checksum::of(&[0; 5]), Checksum::of(&[0; 6]));
        assert_ne!(
            Checksum::of(&bytes[..96]),
            Checksum::of(&[&bytes[32..64], &bytes[..32], &bytes[64..96]].concat())
        );
    }
}
