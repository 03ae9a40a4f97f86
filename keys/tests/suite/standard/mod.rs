//! Published vectors of everything suite 1 is built on, run through the crates it is built with.

mod hpke;
mod rfc;
mod wycheproof;
mod x_wing;

fn unhex<const N: usize>(text: &str) -> [u8; N] {
    hex::decode(text).unwrap().try_into().unwrap()
}
