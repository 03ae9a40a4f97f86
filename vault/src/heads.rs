//! Memory of regions below: the newest verified head of each, in lists of their own that the keyring names. A region whose log
//! lacks what is remembered of it is stopped, by name, like one of the keyring's own.

use keys::heads::{HeadList, Named, RegionMark, Row, place};
use keys::keyring::{Keyring, Remembered};
use keys::{Hash, SpaceId, sha256};
use wire::ProblemKind;
use wire::keyring::WriteKeyringParams;

use crate::account::Account;
use crate::api::Failure;
use crate::region::Region;
use crate::server::{self, CallError};
use crate::{Platform, Vault};

/// How often another device's write of the same list is read first before giving up.
const ATTEMPTS: usize = 4;

/// The head lists as this session has them.
#[derive(Default)]
pub(crate) struct Heads {
    lists: Vec<Kept>,
    /// The server has an older list than the keyring names, or none: nothing below is believed in this session.
    withheld: bool,
    /// There is no room for more, or nothing to pay for it with.
    full: bool,
}

#[derive(Clone, Default)]
struct Kept {
    list: HeadList,
    /// SHA-256 of what the next write replaces; nothing before the first one.
    stored: Option<Hash>,
    /// What is stored may be another one than this.
    again: bool,
}

/// What memory says of a region as the server shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    Nothing,
    TheSame,
    /// An older history, or another one.
    Another {
        behind: bool,
    },
}

impl Heads {
    fn find(&self, region: &RegionMark) -> Option<&Row> {
        let mut lists = self.lists.iter();
        lists.find_map(|kept| kept.list.find(region))
    }

    /// The newest of each list, as they are stored.
    pub(crate) fn named(&self) -> Vec<Named> {
        let stored = self.lists.iter().map_while(|kept| {
            let generation = kept.list.generation;
            let hash = kept.stored.filter(|_| !kept.again)?;
            Some(Named { generation, hash })
        });
        stored.collect()
    }

    /// The server has this keyring. If it comes out of a backup, so may the lists.
    pub(crate) fn reread(&mut self, keyring: &Keyring) {
        let named = keyring.head_lists.iter().flat_map(|lists| &lists.named);
        for (kept, named) in self.lists.iter_mut().zip(named) {
            kept.again |= named.generation < kept.list.generation;
        }
    }
}

/// Whether lists are newer than those named.
pub(crate) fn are_newer(lists: &[Named], known: Option<&Vec<Named>>) -> bool {
    let mut named = known.cloned().unwrap_or_default();
    known.is_some() && name(&mut named, lists)
}

/// Names the newer of each list; answers whether that changed anything.
pub(crate) fn name(known: &mut Vec<Named>, lists: &[Named]) -> bool {
    let mut changed = false;
    for (index, new) in lists.iter().enumerate() {
        match known.get_mut(index) {
            Some(known) if known.generation < new.generation => *known = *new,
            Some(_) => continue,
            None => known.push(*new),
        }
        changed = true;
    }
    changed
}

/// Reads the lists that a keyring names.
pub(crate) async fn load<P: Platform>(
    vault: &Vault<P>,
    keyring: &Keyring,
) -> Result<Heads, Failure> {
    let mut heads = Heads::default();
    let Some(lists) = &keyring.head_lists else {
        return Ok(heads);
    };
    for (index, _) in (0..).zip(&lists.named) {
        let keys = lists.keys(index);
        let blob = server::read_keyring(&vault.platform, keys.lookup).await?;
        let opened = HeadList::open(&keys, &blob).ok();
        let trusted = opened.filter(|(list, hash)| lists.trusts(index, list, *hash));
        let Some((list, hash)) = trusted else {
            heads.withheld = true;
            return Ok(heads);
        };
        heads.lists.push(Kept {
            list,
            stored: Some(hash),
            again: false,
        });
    }
    Ok(heads)
}

/// The place up to which a region below is remembered.
pub(crate) fn place_of(account: &Account, space: SpaceId) -> Option<u64> {
    let lists = account.keyring.head_lists.as_ref()?;
    Some(account.heads.find(&lists.region(space))?.seq)
}

/// What is remembered of a region below, held against its log.
pub(crate) fn judge(account: &Account, region: &Region) -> Memory {
    if account.heads.withheld {
        return Memory::Another { behind: false };
    }
    let lists = account.keyring.head_lists.as_ref();
    let known = lists.and_then(|lists| {
        let row = account.heads.find(&lists.region(region.space()))?;
        Some((lists, row))
    });
    let Some((lists, row)) = known else {
        return Memory::Nothing;
    };
    let log = &region.log;
    let is = |head| lists.mark(row.seq, head) == row.mark;
    // Whoever went on from a backup knew the same place by another head: one of the two was shown another history.
    let lost = log
        .lost_in(row.seq)
        .is_some_and(|gap| gap.remembered.seq != row.seq || is(gap.remembered.head));
    if row.epoch <= region.epoch() && (lost || log.head_at(row.seq).is_some_and(is)) {
        Memory::TheSame
    } else {
        let behind = row.seq > log.seq();
        Memory::Another { behind }
    }
}

/// One list to be written.
struct Write {
    index: u8,
    list: HeadList,
    params: WriteKeyringParams,
}

/// Writes what has been verified of regions below since, list by list. The keyring names them afterwards: should that fail, the
/// next sign-in finds a list that is newer than the one named.
pub(crate) async fn remember<P: Platform>(vault: &Vault<P>) -> Result<(), Failure> {
    let _one_at_a_time = vault.heads_lock.lock().await;
    let mut attempts = 0;
    while let Some(write) = vault.with(|account| next(vault, account))? {
        attempts += 1;
        let lists = vault.with(|account| Ok(account.keyring.head_lists.clone()))?;
        let keys = lists.ok_or(Failure::Refused)?.keys(write.index);
        let stored = sha256(&[&write.params.keyring.0]);
        let day = vault.today();
        let written = server::write_keyring(
            &vault.platform,
            &keys.write,
            keys.lookup,
            day,
            &write.params,
        );
        let kept = match written.await {
            Ok(()) => {
                attempts = 0;
                Some(Kept {
                    list: write.list,
                    stored: Some(stored),
                    again: false,
                })
            }
            // Another device was faster, or an answer was lost.
            Err(CallError::Problem(problem))
                if matches!(problem.kind, ProblemKind::Changed | ProblemKind::Token) =>
            {
                let blob = server::read_keyring(&vault.platform, keys.lookup).await?;
                let theirs = HeadList::open(&keys, &blob).ok();
                theirs.map(|(theirs, hash)| merged(&write.list, theirs, hash))
            }
            Err(error) => return Err(error.into()),
        };
        vault.with_mut(|account| {
            // What lies there is nobody's, or nothing pays for a first one.
            account.heads.full |= kept.is_none();
            let at = usize::from(write.index);
            if let Some(kept) = kept {
                account
                    .heads
                    .lists
                    .resize_with(account.heads.lists.len().max(at + 1), Kept::default);
                if let Some(slot) = account.heads.lists.get_mut(at) {
                    *slot = kept;
                }
            }
            Ok(())
        })?;
        if attempts == ATTEMPTS {
            return Err(Failure::Changed);
        }
    }
    Ok(())
}

/// Both devices' rows. What is stored has room; what this device adds finds another list if it doesn't.
fn merged(ours: &HeadList, theirs: HeadList, stored: Hash) -> Kept {
    let mut list = theirs.clone();
    for row in ours.rows() {
        let _ = list.put(*row);
    }
    list.generation = list.generation.max(ours.generation);
    Kept {
        again: list != theirs,
        list,
        stored: Some(stored),
    }
}

/// The first list that isn't as it should be.
fn next<P: Platform>(vault: &Vault<P>, account: &Account) -> Result<Option<Write>, Failure> {
    let heads = &account.heads;
    let Some(known) = &account.keyring.head_lists else {
        return Ok(None);
    };
    if heads.withheld || heads.full {
        return Ok(None);
    }
    let mut lists: Vec<HeadList> = heads.lists.iter().map(|kept| kept.list.clone()).collect();
    // What may be an older state of itself isn't what the next device must find.
    let sure = account.below.iter().filter(|below| !below.unsure);
    let below = sure.filter_map(|below| below.region.as_deref());
    for region in below.filter(|region| !region.broken) {
        let epoch = region.epoch();
        let seen = region.log.seen();
        // Without room it isn't remembered: everything else is.
        let _ = place(
            &mut lists,
            known.row(region.space(), &Remembered { epoch, seen }),
        );
    }
    let mut lists = (0u8..).zip(lists);
    let changed = lists.find(|(index, list)| {
        let at = usize::from(*index);
        let kept = heads.lists.get(at);
        kept.is_none_or(|kept| kept.list != *list || kept.again)
    });
    let Some((index, mut list)) = changed else {
        return Ok(None);
    };
    list.generation += 1;
    let stored = heads
        .lists
        .get(usize::from(index))
        .and_then(|kept| kept.stored);
    let sealed = list.seal(&known.keys(index), &mut vault.rng());
    let params = WriteKeyringParams {
        previous: stored,
        token: stored.is_none().then(|| known.token(index)),
        keyring: sealed.map_err(|_| Failure::Full)?.into(),
    };
    Ok(Some(Write {
        index,
        list,
        params,
    }))
}
