//! A generated organisation at a real server: the tree of Belarus, contacts in every district, one person for each role.

use anyhow::{Context, Result, anyhow};
use sample::{Contact, Level, Region};
use vault::api::{Failure, Role};

use crate::native::{Person, import};

/// Whoever founds one gets the same.
pub const SEED: u64 = 1;

/// Who is let in beside the founder: name, role, where in the tree; the last region of it, which is Minsk, for none.
const PEOPLE: [(&str, Role, Option<usize>); 4] = [
    ("Лідзія Мароз", Role::Lead, Some(1)),
    ("Тарас Бондар", Role::Editor, Some(2)),
    ("Вера Казлова", Role::Viewer, None),
    ("Кіра Сухая", Role::Collector, Some(2)),
];

/// Somebody of the organisation.
#[derive(Debug)]
pub struct Member {
    /// What they are called.
    pub name: String,
    /// What they may do; nothing for the founder, who is its admin.
    pub role: Option<Role>,
    /// Where.
    pub region: String,
    /// Their eight words.
    pub words: String,
}

/// Founds it by a founding link, with the first regions of the tree and those who belong there of so many contacts, as one person
/// would in the app; `told` hears how far it is.
///
/// # Errors
/// If the server or the vault refuses.
pub async fn found(
    address: &str,
    link: &str,
    (regions, contacts): (usize, usize),
    mut told: impl FnMut(&str),
) -> Result<Vec<Member>> {
    let tree = sample::tree().get(..regions).context("so many regions")?;
    let country = &tree.first().context("a country")?.name.be;
    let (name, anna) = ("Ганна Каваль", Person::at(address));
    told("the organisation");
    let words = anna.found(link, "Народная скрыня", country, name).await;
    let mut members = vec![Member {
        name: name.to_owned(),
        role: None,
        region: country.clone(),
        words: words.map_err(failed)?,
    }];
    let numbers = create(&anna, tree, &mut told).await?;
    bring_in(&anna, &numbers, contacts, &mut told).await?;
    for (name, role, place) in PEOPLE {
        told(name);
        let at = place.unwrap_or(regions - 1);
        let (region, number) = tree.get(at).zip(numbers.get(at)).context("their region")?;
        anna.look_at(*number);
        let words = anna.bring_in(&Person::at(address), name, role).await;
        members.push(Member {
            name: name.to_owned(),
            role: Some(role),
            region: region.name.be.clone(),
            words,
        });
    }
    told("keys of all regions, and their logs in pages");
    anna.look_at(0);
    anna.rotate().await.map_err(failed)?;
    Ok(members)
}

/// Makes the regions below the first; gives the number of each.
async fn create(anna: &Person, tree: &[Region], told: &mut impl FnMut(&str)) -> Result<Vec<u16>> {
    let mut numbers = vec![0];
    for region in tree.iter().skip(1) {
        if region.level == Level::Voblast {
            told(&region.name.be);
        }
        let above = region.above.and_then(|above| numbers.get(above));
        anna.look_at(*above.context("a region above")?);
        numbers.push(anna.create(&region.name.be, true).await.map_err(failed)?);
    }
    Ok(numbers)
}

/// Brings each region's contacts in, as a file of that region.
async fn bring_in(
    anna: &Person,
    numbers: &[u16],
    contacts: usize,
    told: &mut impl FnMut(&str),
) -> Result<()> {
    let mut each: Vec<Vec<Contact>> = numbers.iter().map(|_| Vec::new()).collect();
    for contact in sample::contacts(SEED, contacts) {
        if let Some(region) = each.get_mut(contact.region) {
            region.push(contact);
        }
    }
    let mut done = 0;
    for (number, contacts) in numbers.iter().zip(each) {
        if contacts.is_empty() {
            continue;
        }
        done += contacts.len();
        import(anna, *number, sample::csv(contacts).collect()).await?;
        told(&format!("{done} contacts"));
    }
    Ok(())
}

fn failed(failure: Failure) -> anyhow::Error {
    anyhow!("{failure:?}")
}
