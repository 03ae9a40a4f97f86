//! The regions of Belarus.

use std::sync::LazyLock;

use crate::lists::{number, rows};
use crate::spelled::Spelled;

/// How high a region stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The country.
    Country,
    /// A voblast, or the city of Minsk.
    Voblast,
    /// A district of a voblast.
    District,
}

/// A region: the country, a voblast or the city of Minsk, a district.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// How high it stands.
    pub level: Level,
    /// Where in the tree the region above it is.
    pub above: Option<usize>,
    /// What it is called.
    pub name: Spelled<String>,
    /// People who live there, thousands, roughly.
    pub people: usize,
}

/// A town of a district.
pub(crate) struct Town {
    pub(crate) kind: Kind,
    pub(crate) name: Spelled,
    /// Thousands.
    pub(crate) people: usize,
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    City,
    Settlement,
    Agrotown,
    Village,
}

/// What the generator knows of a district or of Minsk beyond its region.
pub(crate) struct Place {
    /// Where in the tree it is.
    pub(crate) region: usize,
    /// The adjectives that district and voblast are called by; Minsk has neither.
    pub(crate) district: Option<Spelled>,
    pub(crate) voblast: Option<Spelled>,
    pub(crate) area_code: &'static str,
    /// The first three digits of postcodes in its seat, and elsewhere.
    pub(crate) postcodes: [usize; 2],
    pub(crate) towns: Vec<Town>,
    /// People outside its towns, thousands.
    pub(crate) rural: usize,
}

/// Postcodes of the voblasts: of their first city, and of the rest.
const POSTCODES: [(&str, [usize; 2]); 6] = [
    ("Брэсцкая", [224, 225]),
    ("Віцебская", [210, 211]),
    ("Гомельская", [246, 247]),
    ("Гродзенская", [230, 231]),
    ("Мінская", [223, 222]),
    ("Магілёўская", [212, 213]),
];
const MINSK: Spelled = Spelled {
    be: "Мінск",
    ru: "Минск",
};
/// People in Minsk, thousands.
const MINSK_PEOPLE: usize = 1995;

pub(crate) struct Tree {
    regions: Vec<Region>,
    pub(crate) places: Vec<Place>,
}

pub(crate) static TREE: LazyLock<Tree> = LazyLock::new(Tree::read);

/// The regions of Belarus, each after the one above it: the country, then a voblast with its districts, six times, then
/// the city of Minsk. Cities that stand beside their districts (Brest, Zhodzina) are counted with them.
pub fn tree() -> &'static [Region] {
    &TREE.regions
}

fn towns(district: &str) -> Vec<Town> {
    let list = rows(include_str!("../data/towns.csv")).filter(|row| row[0] == district);
    let towns = list.map(|row| Town {
        kind: match row[1] {
            "g" => Kind::City,
            "p" => Kind::Settlement,
            "a" => Kind::Agrotown,
            _ => Kind::Village,
        },
        name: Spelled {
            be: row[2],
            ru: row[3],
        },
        people: number(row[4]),
    });
    towns.collect()
}

fn named(name: Spelled, be: &str, ru: &str) -> Spelled<String> {
    Spelled {
        be: format!("{} {be}", name.be),
        ru: format!("{} {ru}", name.ru),
    }
}

impl Tree {
    fn read() -> Self {
        let mut tree = Self {
            regions: Vec::new(),
            places: Vec::new(),
        };
        let country = Spelled {
            be: "Беларусь".to_owned(),
            ru: "Беларусь".to_owned(),
        };
        tree.add(Level::Country, None, country, 0);
        let mut voblast = ("", 0);
        for row in rows(include_str!("../data/districts.csv")) {
            if voblast.0 != row[0] {
                let name = named(
                    Spelled {
                        be: row[0],
                        ru: row[1],
                    },
                    "вобласць",
                    "область",
                );
                voblast = (row[0], tree.add(Level::Voblast, Some(0), name, 0));
            }
            tree.district(&row, voblast.1);
        }
        let name = Spelled {
            be: format!("горад {}", MINSK.be),
            ru: format!("город {}", MINSK.ru),
        };
        let region = tree.add(Level::Voblast, Some(0), name, MINSK_PEOPLE);
        tree.places.push(Place {
            region,
            district: None,
            voblast: None,
            area_code: "17",
            postcodes: [220, 220],
            towns: vec![Town {
                kind: Kind::City,
                name: MINSK,
                people: MINSK_PEOPLE,
            }],
            rural: 0,
        });
        tree
    }

    fn district(&mut self, row: &[&'static str], above: usize) {
        let name = Spelled {
            be: row[2],
            ru: row[3],
        };
        let towns = towns(name.be);
        let rural = number(row[5]);
        let people = rural + towns.iter().map(|town| town.people).sum::<usize>();
        let region = self.add(
            Level::District,
            Some(above),
            named(name, "раён", "район"),
            people,
        );
        let postcodes = POSTCODES.iter().find(|(voblast, _)| *voblast == row[0]);
        self.places.push(Place {
            region,
            district: Some(name),
            voblast: Some(Spelled {
                be: row[0],
                ru: row[1],
            }),
            area_code: row[4],
            postcodes: postcodes.map_or([0, 0], |(_, postcodes)| *postcodes),
            towns,
            rural,
        });
    }

    /// Adds a region, and its people to all above it.
    fn add(
        &mut self,
        level: Level,
        above: Option<usize>,
        name: Spelled<String>,
        people: usize,
    ) -> usize {
        let mut up = above;
        while let Some(at) = up {
            self.regions[at].people += people;
            up = self.regions[at].above;
        }
        self.regions.push(Region {
            level,
            above,
            name,
            people,
        });
        self.regions.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn belarus_is_whole() {
        let of = |level| tree().iter().filter(|region| region.level == level).count();
        assert_eq!(
            [Level::Country, Level::Voblast, Level::District].map(of),
            [1, 7, 118]
        );
        let below = |name: &str| {
            let at = tree().iter().position(|region| region.name.be == name);
            tree().iter().filter(|region| region.above == at).count()
        };
        let voblasts = POSTCODES.map(|(name, _)| below(&format!("{name} вобласць")));
        assert_eq!(voblasts, [16, 21, 21, 17, 22, 21]);
    }

    #[test]
    fn each_stands_after_the_one_above_it_and_has_people() {
        for (at, region) in tree().iter().enumerate() {
            assert!(region.above.is_none_or(|above| above < at));
            assert!(region.people > 0, "{}", region.name.be);
            let same = |other: &Region| other.name.be == region.name.be;
            assert_eq!(tree().iter().filter(|other| same(other)).count(), 1);
        }
    }

    #[test]
    fn people_are_about_as_many_as_there_are() {
        let all = tree()[0].people;
        assert!((8_500..9_800).contains(&all), "{all}");
        let minsk = tree()[tree().len() - 1].people * 100 / all;
        assert!((19..24).contains(&minsk), "{minsk}");
    }

    #[test]
    fn every_town_belongs_to_a_district() {
        let listed = rows(include_str!("../data/towns.csv")).count();
        let read: usize = TREE.places.iter().map(|place| place.towns.len()).sum();
        // Minsk is in no list.
        assert_eq!(read, listed + 1);
        for place in &TREE.places {
            assert!(place.towns.len() + place.rural > 0);
        }
    }
}
