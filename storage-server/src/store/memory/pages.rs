//! Sets of pages, beside a log.

use keys::Day;
use wire::pages::{KeepPagesParams, PagesAnswer, PutPagesParams, ReadPagesParams};
use wire::{Rights, limits};

use super::state::{PageSet, Space, State};
use crate::store::{Asker, StoreError, page_set_name};

impl Space {
    fn kept(&self) -> Option<&PageSet> {
        self.page_sets.iter().find(|set| set.kept)
    }

    /// Pages of the set that is kept, as many as one answer carries.
    pub(super) fn pages(&self, params: &ReadPagesParams, room: &mut usize) -> PagesAnswer {
        let kept = self.kept();
        let mut answer = PagesAnswer {
            epoch: self.epoch,
            pages: Vec::new(),
            count: 0,
            set: kept.map(|set| set.id),
        };
        let Some(set) = kept.filter(|set| params.set.is_none_or(|asked| asked == set.id)) else {
            return answer;
        };
        answer.count = set.count;
        for page in set.pages.iter().skip(params.after as usize) {
            if page.0.len() > *room {
                *room = 0;
                break;
            }
            *room -= page.0.len();
            answer.pages.push(page.clone());
        }
        answer
    }
}

impl State {
    pub(super) fn put_pages(
        &mut self,
        asker: &Asker,
        params: PutPagesParams,
        today: Day,
    ) -> Result<(), StoreError> {
        let space = self.space(asker, Rights::APPEND)?;
        if params.epoch != space.epoch {
            return Err(StoreError::Changed);
        }
        let first = params.first as usize - 1;
        let present = space.page_sets.iter().find(|set| set.id == params.set);
        let before = match present {
            Some(set) if set.capability != asker.capability || set.count != params.count => {
                return Err(StoreError::Changed);
            }
            Some(set) => {
                let there = set.pages.iter().skip(first).take(params.pages.len());
                if there.eq(&params.pages) {
                    return Ok(());
                }
                set.pages.as_slice()
            }
            None => &[],
        };
        if first != before.len() {
            return Err(StoreError::Changed);
        }
        let name = page_set_name(&asker.space, &params.set.0).0.to_vec();
        if present.is_none() {
            let others = space.page_sets.iter();
            let others = others.filter(|set| !set.kept && set.capability != asker.capability);
            if others.count() >= limits::SPACE_PAGE_SETS {
                return Err(StoreError::Quota);
            }
            if self.blob_ids.contains(&name) {
                return Err(StoreError::Changed);
            }
        }
        self.room(before, &params.pages, limits::PAGE_SET_BYTES)?;
        self.remember(&params.pages);
        self.blob_ids.insert(name);
        let Some(space) = self.spaces.get_mut(&asker.space) else {
            return Err(StoreError::Refused);
        };
        if let Some(set) = space.page_sets.iter_mut().find(|set| set.id == params.set) {
            set.pages.extend(params.pages);
            return Ok(());
        }
        space
            .page_sets
            .retain(|set| set.kept || set.capability != asker.capability);
        space.page_sets.push(PageSet {
            capability: asker.capability,
            id: params.set,
            day: today,
            count: params.count,
            pages: params.pages,
            kept: false,
        });
        Ok(())
    }

    pub(super) fn keep_pages(
        &mut self,
        asker: &Asker,
        params: KeepPagesParams,
    ) -> Result<(), StoreError> {
        let space = self.space(asker, Rights::APPEND)?;
        if params.epoch != space.epoch {
            return Err(StoreError::Changed);
        }
        let kept = space.kept().map(|set| set.id);
        if kept == Some(params.set) {
            return Ok(());
        }
        let whole = space
            .page_sets
            .iter()
            .any(|set| set.id == params.set && set.pages.len() == set.count as usize);
        if !whole || kept != params.previous {
            return Err(StoreError::Changed);
        }
        if let Some(space) = self.spaces.get_mut(&asker.space) {
            space.page_sets.retain(|set| set.id == params.set);
            space.page_sets.iter_mut().for_each(|set| set.kept = true);
        }
        Ok(())
    }
}
