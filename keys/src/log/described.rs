//! What a region is called and asks people, as its log has said last.

use core::fmt;

use crate::Refused;
use crate::statement::Criteria;

/// Bytes a region's name may have.
pub const NAME_MAX: usize = 256;
/// Bytes its criteria may have: a card carries more than these.
pub const CRITERIA_MAX: usize = 64 << 10;

/// The newest of each; none where the log hasn't said anything since the region began.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Described {
    /// The region's name.
    pub name: Option<String>,
    /// What to ask people.
    pub criteria: Option<Vec<u8>>,
    /// Apps older than this only read.
    pub minimum_app: Option<u32>,
}

impl Described {
    /// With what a statement changes. Who says nothing, or more than a card holds, says nothing at all: nobody makes cards
    /// impossible, and rotations with them.
    ///
    /// # Errors
    /// [`Refused`] for nothing or too much.
    pub fn apply(&mut self, said: &Criteria) -> Result<(), Refused> {
        let Criteria {
            name,
            criteria,
            minimum_app,
        } = said;
        let nothing = name.is_none() && criteria.is_none() && minimum_app.is_none();
        let fits = name.as_ref().is_none_or(|name| name.len() <= NAME_MAX)
            && criteria
                .as_ref()
                .is_none_or(|criteria| criteria.len() <= CRITERIA_MAX);
        if nothing || !fits {
            return Err(Refused);
        }
        if name.is_some() {
            self.name.clone_from(name);
        }
        if let Some(criteria) = criteria {
            self.criteria = Some(criteria.to_vec());
        }
        self.minimum_app = minimum_app.or(self.minimum_app);
        Ok(())
    }
}

impl fmt::Debug for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names are nobody's business in a log.
        let Self {
            name: _,
            criteria: _,
            minimum_app,
        } = self;
        f.debug_struct("Described")
            .field("minimum_app", minimum_app)
            .finish_non_exhaustive()
    }
}
