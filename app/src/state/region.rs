//! The region on the screen, and what its member may do there.

use leptos::prelude::*;
use vault::api::{Freshness, Region, RegionState, Role, Session};

use super::use_vault;

/// What can be done where the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Here {
    /// The region's index.
    pub(crate) region: u16,
    /// The role there.
    pub(crate) role: Role,
}

impl Here {
    /// Whether records can be read.
    #[must_use]
    pub(crate) fn reads(self) -> bool {
        self.role != Role::Collector
    }

    /// Whether records can be changed and lists brought in.
    #[must_use]
    pub(crate) fn edits(self) -> bool {
        matches!(self.role, Role::Editor | Role::Lead)
    }

    /// Whether records can be added.
    #[must_use]
    pub(crate) fn adds(self) -> bool {
        self.edits() || self.role == Role::Collector
    }

    /// Whether people can be let in.
    #[must_use]
    pub(crate) fn leads(self) -> bool {
        self.role == Role::Lead
    }

    /// The membership in this region, if there is one.
    #[must_use]
    pub(crate) fn of(session: &Session, region: u16) -> Option<Self> {
        match find(session, region)?.state {
            RegionState::Member { role } => Some(Self { region, role }),
            RegionState::Waiting { .. } | RegionState::Removed => None,
        }
    }
}

fn find(session: &Session, region: u16) -> Option<&Region> {
    session.regions.iter().find(|other| other.index == region)
}

/// The membership on the screen. Only pages inside use it; without one it can do nothing.
#[must_use]
pub(crate) fn use_here() -> Memo<Here> {
    let vault = use_vault();
    Memo::new(move |_| {
        let region = vault.region().get();
        vault
            .session()
            .with(|session| {
                session
                    .as_ref()
                    .and_then(|session| Here::of(session, region))
            })
            .unwrap_or(Here {
                region,
                role: Role::Viewer,
            })
    })
}

/// A region that contacts can be moved to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Writable {
    /// Its index.
    pub(crate) region: u16,
    /// What it is called.
    pub(crate) name: String,
}

/// Those of a session in which somebody may write, but for one.
fn writable(session: &Session, but: u16) -> Vec<Writable> {
    let regions = session.regions.iter().filter(|region| {
        let edits = Here::of(session, region.index).is_some_and(Here::edits);
        edits && region.index != but && !region.outdated && !region.behind
    });
    regions
        .map(|region| Writable {
            region: region.index,
            name: region.name.clone(),
        })
        .collect()
}

/// Other regions in which contacts can be written.
#[must_use]
pub(crate) fn use_writable() -> Memo<Vec<Writable>> {
    let vault = use_vault();
    Memo::new(move |_| {
        let here = vault.region().get();
        let found = vault
            .session()
            .with(|session| session.as_ref().map(|session| writable(session, here)));
        found.unwrap_or_default()
    })
}

/// How new what is on the screen is.
#[must_use]
pub(crate) fn use_freshness() -> Memo<Freshness> {
    let vault = use_vault();
    Memo::new(move |_| {
        let region = vault.region().get();
        let here = vault
            .session()
            .with(|session| Some(find(session.as_ref()?, region)?.freshness));
        here.unwrap_or_default()
    })
}

/// Whether somebody is out of the region on the screen, and whoever leads it has yet to renew its keys.
#[must_use]
pub(crate) fn use_rotation_due() -> Memo<bool> {
    let (vault, here) = (use_vault(), use_here());
    Memo::new(move |_| {
        let here = here.get();
        let due = vault.session().with(|session| {
            let region = find(session.as_ref()?, here.region)?;
            Some(region.rotation_due)
        });
        here.leads() && due == Some(true)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_in_plain_words() {
        let can = |role| {
            let here = Here { region: 0, role };
            (here.reads(), here.adds(), here.edits(), here.leads())
        };
        assert_eq!(can(Role::Collector), (false, true, false, false));
        assert_eq!(can(Role::Viewer), (true, false, false, false));
        assert_eq!(can(Role::Editor), (true, true, true, false));
        assert_eq!(can(Role::Lead), (true, true, true, true));
    }
}
