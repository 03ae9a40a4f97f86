//! Opening regions: with the pages of a checkpoint, the state two people vouch for, then what came after it; or with the whole log.
//! Many at once take no more round trips than one.

mod pages;

use keys::pages::Reader;
use keys::{Hash, Nonce};

use crate::api::{Alarm, Event, Failure};
use crate::open::Cut;
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

/// What came of one.
pub(crate) struct Ended {
    /// The region, read to its end; nothing for keys that don't read.
    pub(crate) region: Result<Option<Region>, Cut>,
    /// What is wrong with it. Which number it has here, whoever opens it tells.
    pub(crate) alarms: Vec<Alarm>,
}

/// The region, read to its end; nothing for keys that don't read.
pub(crate) async fn region<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    opening: Opening,
) -> Result<Option<Region>, Failure> {
    let ended = regions(vault, vec![opening]).await.pop();
    let Ended { region, alarms } = ended.ok_or(Failure::Refused)?;
    tell(vault, number, alarms);
    Ok(region?)
}

/// Tells what is wrong with a region that has a number now.
pub(crate) fn tell<P: Platform>(vault: &Vault<P>, number: u16, alarms: Vec<Alarm>) {
    for alarm in alarms {
        vault.platform.emit(Event::Alarm(alarm.in_region(number)));
    }
}

/// All of them, in their order. What is wrong with one holds up no other, and what was read of some on a line that then breaks is
/// kept.
pub(crate) async fn regions<P: Platform>(vault: &Vault<P>, openings: Vec<Opening>) -> Vec<Ended> {
    let found = pages::read(vault, &openings).await;
    let mut tries: Vec<Try> = Vec::new();
    for (opening, found) in openings.into_iter().zip(found) {
        tries.push(Try::begin(vault, opening, found));
    }
    catch_up(vault, &mut tries).await;
    for one in &mut tries {
        one.judge_pages();
    }
    // The others from their beginning.
    for one in &mut tries {
        one.begin_whole();
    }
    catch_up(vault, &mut tries).await;
    tries.into_iter().map(Try::end).collect()
}

/// One that is being opened.
struct Try {
    opening: Opening,
    alarms: Vec<Alarm>,
    region: Option<Region>,
    /// Its log is to be read on.
    reading: bool,
    /// ... from its first entry.
    whole: bool,
    cut: Option<Cut>,
}

impl Try {
    /// With what pages give that can be believed as far as they go.
    fn begin<P: Platform>(vault: &Vault<P>, opening: Opening, found: Result<Found, Cut>) -> Self {
        let mut one = Self {
            opening,
            alarms: Vec::new(),
            region: None,
            reading: true,
            whole: false,
            cut: None,
        };
        match found {
            Ok(Found::All(reader, set)) => one.region = one.with_pages(vault, *reader, set),
            Ok(Found::Nothing) => {}
            Ok(Found::False) => one.alarms.push(FALSE_PAGES),
            Err(cut) => one.cut = Some(cut),
        }
        one
    }

    fn with_pages<P: Platform>(
        &mut self,
        vault: &Vault<P>,
        reader: Reader,
        set: Nonce,
    ) -> Option<Region> {
        let Opening {
            founding,
            remembered,
            held,
        } = &self.opening;
        let pages = reader.pages().to_vec();
        let Ok((log, state)) = reader.finish(*founding) else {
            self.alarms.push(FALSE_PAGES);
            return None;
        };
        // What this device remembers must be among the heads it is shown.
        if remembered.is_some_and(|seq| log.forgets(seq)) {
            return None;
        }
        Region::begun(held.clone(), log, state, (set, pages), vault.today())
    }

    /// After its log was read on from the pages: whether that bears them out. If not, the whole log is read.
    fn judge_pages(&mut self) {
        self.reading = false;
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

    fn begin_whole(&mut self) {
        if self.region.is_none() && self.cut.is_none() {
            self.region = Region::new(self.opening.held.clone(), self.opening.founding);
            (self.reading, self.whole) = (true, true);
        }
    }

    fn end(mut self) -> Ended {
        if let Some(region) = self.region.as_mut().filter(|_| self.whole) {
            region.checkpoints.without_pages();
        }
        Ended {
            region: self.cut.map_or(Ok(self.region), Err),
            alarms: self.alarms,
        }
    }
}

/// Reads the logs of those that are being read to their ends.
async fn catch_up<P: Platform>(vault: &Vault<P>, tries: &mut [Try]) {
    let mut read: Vec<&mut Try> = tries
        .iter_mut()
        .filter(|one| one.reading && one.region.is_some())
        .collect();
    let regions = read.iter_mut().filter_map(|one| one.region.as_mut());
    let ends = open::catch_up_all(vault, 0, regions.collect()).await;
    for (one, end) in read.into_iter().zip(ends) {
        match end {
            Ok(alarms) => one.alarms.extend(alarms),
            Err(cut) => (one.region, one.cut) = (None, Some(cut)),
        }
    }
}

const FALSE_PAGES: Alarm = Alarm::FalsePages {
    region: 0,
    author: None,
};
