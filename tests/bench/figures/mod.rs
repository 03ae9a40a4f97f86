//! The figures, one a file. A new one is a file here and a line in [`ALL`].

mod appends;
mod envelopes;
mod first_visit;
mod growth;
mod import;
mod organisation;
mod replay;
mod rotation;
mod round_trips;
mod search;
mod sign_in;

use anyhow::Result;

use crate::figure::Figure;

/// Measures one thing; may give several lines of it.
type Measure = fn() -> Result<Vec<Figure>>;

/// Every figure, by the name that the command takes.
pub(crate) const ALL: [(&str, Measure); 11] = [
    ("first-visit", first_visit::measure),
    ("round-trips", round_trips::measure),
    ("sign-in", sign_in::measure),
    ("replay", replay::measure),
    ("envelopes", envelopes::measure),
    ("rotation", rotation::measure),
    ("organisation", organisation::measure),
    ("growth", growth::measure),
    ("appends", appends::measure),
    ("search", search::measure),
    ("import", import::measure),
];
