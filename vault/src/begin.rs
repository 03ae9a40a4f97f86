//! Opening regions: with the pages of a checkpoint, the state two people vouch for, then what came after it; or with the whole log.
//! Many at once take no more round trips than one.

mod pages;

use keys::Hash;

use crate::api::{Alarm, Event, Failure};
use crate::region::{Held, Region};
use crate::{Platform, Vault, open};
use pages::Found;
pub(crate) use pages::invented_pages;

/// A region to be opened.
pub(crate) struct Opening {
    /// The founding key it is to prove itself from.
    pub(crate) founding: Hash,
    /// The newest place whose head is known.
    pub(crate) remembered: Option<u64>,
    pub(crate) held: Held,
}

/// A region, read to its end.
pub(crate) struct Begun {
    pub(crate) region: Region,
    /// What is wrong with it. Which number it has here, whoever opens it tells.
    pub(crate) alarms: Vec<Alarm>,
}

/// The region, read to its end; nothing for keys that don't read.
pub(crate) async fn region<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    opening: Opening,
) -> Result<Option<Region>, Failure> {
    let begun = regions(vault, vec![opening]).await?.pop();
    let Some(begun) = begun.transpose()?.flatten() else {
        return Ok(None);
    };
    tell(vault, number, begun.alarms);
    Ok(Some(begun.region))
}

/// Tells what is wrong with a region that has a number now.
pub(crate) fn tell<P: Platform>(vault: &Vault<P>, number: u16, alarms: Vec<Alarm>) {
    for alarm in alarms {
        vault.platform.emit(Event::Alarm(alarm.in_region(number)));
    }
}

/// All of them, in their order; nothing for keys that don't read.
///
/// # Errors
/// As a whole if the server doesn't answer, and each by itself if what it says of one makes no sense.
pub(crate) async fn regions<P: Platform>(
    vault: &Vault<P>,
    openings: Vec<Opening>,
) -> Result<Vec<Result<Option<Begun>, Failure>>, Failure> {
    let found = pages::read(vault, &openings).await?;
    let mut tries: Vec<Try> = Vec::new();
    for (opening, found) in openings.into_iter().zip(found) {
        let mut alarms = Vec::new();
        let region = with_pages(vault, &opening, found, &mut alarms);
        tries.push(Try {
            opening,
            alarms,
            region,
            failed: None,
        });
    }
    catch_up(vault, &mut tries, |_| true).await?;
    for one in &mut tries {
        one.judge_pages();
    }
    // The others from their beginning.
    let mut whole = Vec::new();
    for one in &mut tries {
        let by_pages = one.region.is_some() || one.failed.is_some();
        whole.push(!by_pages);
        if !by_pages {
            one.region = Region::new(one.opening.held.clone(), one.opening.founding);
        }
    }
    let mut at = whole.iter();
    catch_up(vault, &mut tries, |_| at.next() == Some(&true)).await?;
    let ends = tries.into_iter().zip(whole).map(|(one, whole)| {
        let Try {
            alarms,
            region,
            failed,
            ..
        } = one;
        if let Some(failure) = failed {
            return Err(failure);
        }
        Ok(region.map(|mut region| {
            if whole {
                region.checkpoints.without_pages();
            }
            Begun { region, alarms }
        }))
    });
    Ok(ends.collect())
}

/// One that is being opened.
struct Try {
    opening: Opening,
    alarms: Vec<Alarm>,
    region: Option<Region>,
    failed: Option<Failure>,
}

impl Try {
    /// After its log was read on from the pages: whether that bears them out. If not, the whole log is read.
    fn judge_pages(&mut self) {
        let Some(region) = &self.region else { return };
        let checkpoints = &region.checkpoints;
        let authority = region.log.authority();
        // Whoever was put out since may have been put out for it.
        if !region.lapsed && checkpoints.bears_out_origin(|key| authority.is_editor(key)) {
            return;
        }
        self.alarms.clear();
        // One that lapsed rotates right now.
        if !region.lapsed && !checkpoints.names_origin() {
            self.alarms.push(FALSE_PAGES);
        }
        self.region = None;
    }
}

const FALSE_PAGES: Alarm = Alarm::FalsePages {
    region: 0,
    author: None,
};

/// What pages give that can be believed as far as they go.
fn with_pages<P: Platform>(
    vault: &Vault<P>,
    opening: &Opening,
    found: Found,
    alarms: &mut Vec<Alarm>,
) -> Option<Region> {
    let (reader, set) = match found {
        Found::All(reader, set) => (reader, set),
        Found::Nothing => return None,
        Found::False => {
            alarms.push(FALSE_PAGES);
            return None;
        }
    };
    let pages = reader.pages().to_vec();
    let Ok((log, state)) = reader.finish(opening.founding) else {
        alarms.push(FALSE_PAGES);
        return None;
    };
    // What this device remembers must be among the heads it is shown.
    if opening.remembered.is_some_and(|seq| log.forgets(seq)) {
        return None;
    }
    Region::begun(
        opening.held.clone(),
        log,
        state,
        (set, pages),
        vault.today(),
    )
}

/// Reads the logs of those that are wanted to their ends.
async fn catch_up<P: Platform>(
    vault: &Vault<P>,
    tries: &mut [Try],
    mut wanted: impl FnMut(&Try) -> bool,
) -> Result<(), Failure> {
    let mut wanted: Vec<&mut Try> = tries.iter_mut().filter(|one| wanted(one)).collect();
    let regions = wanted.iter_mut().filter_map(|one| one.region.as_mut());
    let ends = open::catch_up_all(vault, 0, regions.collect()).await?;
    let read = wanted.iter_mut().filter(|one| one.region.is_some());
    for (one, end) in read.zip(ends) {
        match end {
            Ok(alarms) => one.alarms.extend(alarms),
            Err(failure) => (one.region, one.failed) = (None, Some(failure)),
        }
    }
    Ok(())
}
