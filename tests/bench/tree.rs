//! A whole organisation at a real server: regions below regions, members in each, contacts spread over them.

use anyhow::{Context, Result, anyhow, ensure};
use keys::roster::Entry;
use keys::statement::{Body, Grant};
use keys::{Identity, Refused, Role, SignKey};
use tests::harness::Server;
use tests::native::{Insider, Person, import, rng};
use vault::api::Failure;

use crate::corpus;
use crate::draw::Draw;

/// Offices right below the root: six voblasts, whose districts lie below them in turn, and Minsk, which has none.
const OFFICES: usize = 7;
const VOBLASTS: usize = 6;

/// How much there is of everything.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) regions: usize,
    pub(crate) members: usize,
    pub(crate) contacts: usize,
}

/// The country: root, six voblasts, Minsk and 118 districts.
pub(crate) fn belarus() -> Shape {
    Shape {
        regions: 126,
        members: 500,
        contacts: corpus::large(),
    }
}

/// An organisation that nobody looks at.
pub(crate) struct Tree {
    pub(crate) server: Server,
    /// The founder's words, who leads all of it.
    pub(crate) words: String,
    pub(crate) shape: Shape,
}

impl Tree {
    /// Founds it, as one person would: each region is created from the one above it, contacts come from files. Members other than
    /// the founder are in the log alone until the first rotation, which wraps the keys to them.
    pub(crate) async fn found(shape: Shape) -> Result<Self> {
        let server = Server::start()?;
        let tokens = u32::try_from(shape.regions)? + 8;
        let link = server.founding_link_for(server.address(), tokens)?;
        let anna = Person::at(server.address());
        let words = anna.found(&link, "Народная скрыня", "Беларусь", "Ганна");
        let words = words.await.map_err(failed)?;
        let numbers = create(&anna, shape.regions).await?;
        if shape.contacts > 0 {
            let files = corpus::csv_of_each(&spread(shape));
            for (number, file) in numbers.iter().zip(files) {
                import(&anna, *number, file).await?;
            }
        }
        drop(anna);
        let tree = Self {
            server,
            words,
            shape,
        };
        tree.grant().await?;
        Ok(tree)
    }

    /// Somebody at a blank device, through this address, who opens all there is.
    pub(crate) async fn open(&self, address: &str) -> Result<Person> {
        let lead = Person::at(address);
        lead.sign_in(&self.words).await.map_err(failed)?;
        lead.until("all regions", async || {
            let session = lead.session()?;
            let open = session.regions.len() == self.shape.regions;
            (open && session.unopened.is_empty()).then_some(())
        })
        .await;
        ensure!(lead.alarms().is_empty(), "{:?}", lead.alarms());
        Ok(lead)
    }

    /// Contacts that somebody sees, of all regions.
    pub(crate) async fn contacts(&self, person: &Person) -> Result<usize> {
        let regions = person.session().context("a session")?.regions;
        let mut contacts = 0;
        for region in regions {
            person.look_at(region.index);
            contacts += person.list("").await.map_err(failed)?.total as usize;
        }
        person.look_at(0);
        Ok(contacts)
    }

    /// Says who is a member where, in every log.
    async fn grant(&self) -> Result<()> {
        let root = Insider::with_words(self.server.address(), &self.words).await?;
        let mut left = self.shape.members.saturating_sub(1);
        let each = left.div_ceil(self.shape.regions);
        let mut above = vec![root];
        while let Some(mut region) = above.pop() {
            let here = each.min(left);
            left -= here;
            if here > 0 {
                admit(&mut region, here).await?;
            }
            for child in 0..region.log.authority().children().len() {
                above.push(region.below(child).await?);
            }
        }
        ensure!(left == 0, "{left} members without a region");
        Ok(())
    }
}

/// All regions from the top down; gives their numbers, the root's first.
async fn create(anna: &Person, regions: usize) -> Result<Vec<u16>> {
    let mut numbers = vec![0];
    for region in 1..regions {
        let above = match region.checked_sub(OFFICES + 1) {
            Some(district) => 1 + district % VOBLASTS,
            None => 0,
        };
        anna.look_at(*numbers.get(above).context("a region above")?);
        let name = format!("Рэгіён {region}");
        numbers.push(anna.create(&name, true).await.map_err(failed)?);
    }
    Ok(numbers)
}

/// So many members of a region, editors but for one.
async fn admit(region: &mut Insider, members: usize) -> Result<()> {
    let rng = &mut rng();
    let mut said = Vec::new();
    for slot in 1..=u16::try_from(members)? {
        let role = if slot == 1 { Role::Lead } else { Role::Editor };
        let entry = Entry {
            name: format!("Сябра {slot}"),
            tokens: None,
            was: None,
        };
        said.push(region.say(Body::Grant(Grant {
            member: Identity::make(rng).public().map_err(refused)?,
            role,
            capability: SignKey::make(rng).public(),
            slot,
            sealed_name: entry.seal(&region.access, rng).map_err(refused)?,
        })));
    }
    region.plant(&said).await.map(|_| ())
}

/// Minsk has a fifth of the contacts; the others share the rest, lognormally, offices a fifth of what districts have.
fn spread(shape: Shape) -> Vec<usize> {
    let mut draw = Draw::new(126);
    let minsk = shape.contacts / 5;
    let weights: Vec<f64> = (0..shape.regions)
        .map(|region| match region {
            OFFICES => 0.0,
            0..OFFICES => draw.normal().exp() / 5.0,
            _ => draw.normal().exp(),
        })
        .collect();
    let all: f64 = weights.iter().sum();
    let rest = (shape.contacts - minsk) as f64;
    let share = |weight: &f64| (rest * weight / all).floor() as usize;
    let mut shares: Vec<usize> = weights.iter().map(share).collect();
    let given: usize = shares.iter().sum();
    // Minsk has what rounding leaves as well.
    if let Some(capital) = shares.get_mut(OFFICES) {
        *capital = shape.contacts - given;
    }
    shares
}

fn failed(failure: Failure) -> anyhow::Error {
    anyhow!("{failure:?}")
}

fn refused(_: Refused) -> anyhow::Error {
    anyhow!("refused")
}
