//! The attack list, on the real client path: the vault against the real server, through a proxy that lies.
//! The numbers are those of the attacks in `docs/threat-model.md`.

#[cfg(test)]
mod again;
#[cfg(test)]
mod checkpoint_lies;
#[cfg(test)]
mod checkpoint_past;
#[cfg(test)]
mod checkpoints;
#[cfg(test)]
mod criteria;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod erase;
#[cfg(test)]
mod forks;
#[cfg(test)]
mod fresh;
#[cfg(test)]
mod heads;
#[cfg(test)]
mod help;
#[cfg(test)]
mod history;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod membership;
#[cfg(test)]
mod moves;
#[cfg(test)]
mod offline;
#[cfg(test)]
mod offline_lies;
#[cfg(test)]
mod once;
#[cfg(test)]
mod packets;
#[cfg(test)]
mod records;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod renewal;
#[cfg(test)]
mod restore;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod server;
#[cfg(test)]
mod spelled;
#[cfg(test)]
mod spite;
#[cfg(test)]
mod thread;
#[cfg(test)]
mod totals;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod tree_lies;
#[cfg(test)]
mod tree_turned;
#[cfg(test)]
mod undo;
