//! The storage server's program.
fn main() {}
