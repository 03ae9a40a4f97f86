//! Where in the app a hash leads.

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Route {
    /// Sign in.
    Start,
    /// Found an organisation.
    Found,
    /// Answer an invitation.
    Join,
    /// Contacts.
    Contacts(Pane),
    /// Members and invitations.
    People,
    /// What collectors handed in.
    Incoming,
    /// Bring lists in.
    Import,
    /// Settings.
    Settings,
    /// Help.
    Help,
}

/// What is open beside or over the list. Which contact it is stays in memory: the address bar betrays nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Pane {
    /// The list alone.
    List,
    /// One contact.
    Card,
    /// A new one.
    New,
}

/// A route with the secret it carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Where to.
    pub(crate) route: Route,
    /// What follows `#/found/` or `#/join/`. It leaves the address bar at once.
    pub(crate) link: Option<String>,
}

impl Route {
    /// The hash that leads here; it never carries a secret.
    #[must_use]
    pub(crate) fn hash(self) -> &'static str {
        match self {
            Self::Start => "#/",
            Self::Found => "#/found",
            Self::Join => "#/join",
            Self::Contacts(Pane::List) => "#/contacts",
            Self::Contacts(Pane::Card) => "#/contacts/card",
            Self::Contacts(Pane::New) => "#/contacts/new",
            Self::People => "#/people",
            Self::Incoming => "#/incoming",
            Self::Import => "#/import",
            Self::Settings => "#/settings",
            Self::Help => "#/help",
        }
    }

    /// Whether one must be signed in to be here.
    #[must_use]
    pub(crate) fn is_inside(self) -> bool {
        matches!(
            self,
            Self::Contacts(_) | Self::People | Self::Incoming | Self::Import | Self::Settings
        )
    }
}

impl Place {
    /// Reads a hash; whatever isn't known leads to the start.
    #[must_use]
    pub(crate) fn of(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let link = (!rest.is_empty()).then(|| rest.to_owned());
        let plain = |route| Self { route, link: None };
        match (first, rest) {
            ("found", _) => Self {
                route: Route::Found,
                link,
            },
            ("join", _) => Self {
                route: Route::Join,
                link,
            },
            ("contacts", "card") => plain(Route::Contacts(Pane::Card)),
            ("contacts", "new") => plain(Route::Contacts(Pane::New)),
            ("contacts", _) => plain(Route::Contacts(Pane::List)),
            ("people", _) => plain(Route::People),
            ("incoming", _) => plain(Route::Incoming),
            ("import", _) => plain(Route::Import),
            ("settings", _) => plain(Route::Settings),
            ("help", _) => plain(Route::Help),
            _ => plain(Route::Start),
        }
    }

    /// Finds a founding or invitation link in what somebody pasted or a QR code held.
    #[must_use]
    pub(crate) fn in_text(text: &str) -> Option<Self> {
        let at = text.find("#/join/").or_else(|| text.find("#/found/"))?;
        let hash = text[at..].split_whitespace().next()?;
        let place = Self::of(hash);
        place.link.is_some().then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Route; 11] = [
        Route::Incoming,
        Route::Start,
        Route::Found,
        Route::Join,
        Route::Contacts(Pane::List),
        Route::Contacts(Pane::Card),
        Route::Contacts(Pane::New),
        Route::People,
        Route::Import,
        Route::Settings,
        Route::Help,
    ];

    #[test]
    fn every_route_finds_itself() {
        for route in ALL {
            assert_eq!(Place::of(route.hash()), Place { route, link: None });
        }
    }

    #[test]
    fn links_are_taken_out_of_the_hash() {
        let place = Place::of("#/join/AbC-_/x");
        assert_eq!(
            (place.route, place.link.as_deref()),
            (Route::Join, Some("AbC-_/x"))
        );
        assert_eq!(Place::of("#/found/").link, None);
        assert_eq!(place.route.hash(), "#/join");
    }

    #[test]
    fn unknown_hashes_lead_to_the_start() {
        for hash in ["", "#", "#/", "#/nowhere/x", "#<script>"] {
            assert_eq!(Place::of(hash).route, Route::Start);
        }
    }

    #[test]
    fn links_are_found_in_pasted_text() {
        let place = Place::in_text("Вот: http://abc.onion/#/join/k3y \nда").expect("a link");
        assert_eq!(
            (place.route, place.link.as_deref()),
            (Route::Join, Some("k3y"))
        );
        assert_eq!(
            Place::in_text("#/found/abc").map(|place| place.route),
            Some(Route::Found)
        );
        assert_eq!(Place::in_text("http://abc.onion/#/join/"), None);
        assert_eq!(Place::in_text("hello"), None);
    }
}
