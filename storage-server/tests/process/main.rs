//! The program itself: its commands, what it prints, and what it keeps when it is killed.

#[cfg(test)]
mod backup;
#[cfg(test)]
mod blob;
#[cfg(test)]
#[path = "../common/mod.rs"]
mod common;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod program;
#[cfg(test)]
mod quiet;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod tokens;
