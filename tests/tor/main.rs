//! Through a private Tor network: the journey, a slow line, and whatever breaks on the way.

mod journey;
mod outages;
mod restart;
mod scene;
mod slow;
