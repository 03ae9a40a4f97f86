//! Replaying a log: opening, judging and chaining 10,000 statements, against checking their signatures and nothing else.

use std::hint::black_box;

use anyhow::{Context, Result, anyhow, bail};
use ed25519_dalek::{Signature, VerifyingKey};
use keys::log::{Log, Verdict};
use keys::pages;
use keys::state::State;
use keys::statement::{Body, Change, Found, NewField, NewRecord, SignedStatement, Value};
use keys::{Access, Epoch, FoundingKey, Hash, Identity, Label, OrgId, Refused, SpaceId, encode};
use minicbor::Decoder;
use records::import::{convert, guess, read_table};
use tests::native::rng;

use crate::corpus;
use crate::figure::{Figure, Target};
use crate::timing::{best, best_of_both, seconds};

const STATEMENTS: usize = 10_000;
/// So many at a time, in turns with the signatures.
const PART: usize = 100;

/// A history of one lead who enters contacts one by one.
pub(super) struct History {
    access: Access,
    founding: Hash,
    blobs: Vec<Vec<u8>>,
}

/// What a signature is checked against, as it stands in the log.
struct Signed {
    author: [u8; 32],
    message: Vec<u8>,
    signature: [u8; 64],
}

/// Seconds for the replay and for the signatures alone.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    let history = History::make(STATEMENTS)?;
    let signed = history.signatures()?;
    let blobs: Vec<_> = history.blobs.chunks(PART).collect();
    let signed: Vec<_> = signed.chunks(PART).collect();
    let mut log = history.empty()?;
    let (ours, reference) = best_of_both(
        blobs.len(),
        |part| {
            if part == 0 {
                log = history.empty()?;
            }
            let blobs = blobs.get(part).copied().unwrap_or_default();
            blobs.iter().try_for_each(|blob| accept(&mut log, blob))
        },
        |part| {
            for one in signed.get(part).copied().unwrap_or_default() {
                let author = VerifyingKey::from_bytes(&one.author)?;
                let signature = Signature::from_bytes(&one.signature);
                author.verify_strict(&one.message, black_box(&signature))?;
            }
            Ok(())
        },
    )?;
    let later = history.later()?;
    Ok(vec![
        Figure::new(
            "replay of 10,000 statements / verify_strict of the same",
            ours,
            "s",
        )
        .against(reference)
        .promised(Target::RatioAtMost(1.2)),
        Figure::new("the same from pages / replay", later, "s")
            .against(ours)
            .promised(Target::RatioAtMost(0.1)),
    ])
}

impl History {
    /// With so many statements.
    pub(super) fn make(statements: usize) -> Result<Self> {
        let mut rng = rng();
        let epoch = Epoch {
            space: SpaceId([7; 32]),
            number: 1,
        };
        let (access, founding) = (Access::make(epoch, &mut rng), FoundingKey::make(&mut rng));
        let lead = Identity::make(&mut rng);
        let mut log = Log::new(
            epoch,
            access.reading().context("a reader")?,
            founding.fingerprint(),
        );
        let organisation = OrgId([1; 32]);
        let found = Body::Found(Found {
            organisation,
            name: "Народная скрыня".into(),
            root: epoch.space,
            admins: vec![lead.public().map_err(refused)?],
            recovery: founding.recovery().public().map_err(refused)?,
        });
        let founder = founding.sign_key();
        let mut bodies = vec![(&founder, found)];
        bodies.extend(
            changes(statements - 1)?
                .into_iter()
                .map(|change| (&lead.sign, Body::Change(change))),
        );
        let mut blobs = Vec::with_capacity(bodies.len());
        for (author, body) in bodies {
            let signed = SignedStatement::sign(
                author,
                organisation,
                epoch,
                log.seen(),
                20_000,
                body,
                &mut rng,
            );
            let blob = signed.seal(&access, &mut rng).map_err(refused)?;
            accept(&mut log, &blob)?;
            blobs.push(blob);
        }
        Ok(Self {
            access,
            founding: founding.fingerprint(),
            blobs,
        })
    }

    /// Seconds for a replay from the beginning, once.
    pub(super) fn replay(&self) -> Result<f64> {
        let mut log = self.empty()?;
        seconds(|| {
            self.blobs
                .iter()
                .try_for_each(|blob| accept(&mut log, blob))
        })
    }

    /// Seconds to come to log and state from the pages that sum them up, their hash included.
    fn later(&self) -> Result<f64> {
        let (mut log, mut state) = (self.empty()?, State::default());
        for blob in &self.blobs {
            match log.apply(log.seq() + 1, blob).map_err(refused)? {
                Verdict::Accepted(verified) => state.apply(&verified, log.space()),
                other => bail!("a statement was not accepted: {other:?}"),
            };
        }
        let hash = state.hash(&log, log.seen());
        let sealed = pages::write(&state, &log, &self.access, &mut rng()).map_err(refused)?;
        let reading = self.access.reading().context("a reader")?;
        best(|| {
            let mut reader = pages::Reader::new(self.access.epoch(), reading.clone());
            for page in &sealed {
                reader.page(&page.blob).map_err(refused)?;
            }
            let (log, state) = reader.finish(self.founding).map_err(refused)?;
            anyhow::ensure!(state.hash(&log, log.seen()) == hash, "another state");
            Ok(())
        })
    }

    /// A log that has replayed nothing yet.
    fn empty(&self) -> Result<Log> {
        let reading = self.access.reading().context("a reader")?;
        Ok(Log::new(self.access.epoch(), reading, self.founding))
    }

    /// The signed bytes of every statement, opened and prefixed beforehand.
    fn signatures(&self) -> Result<Vec<Signed>> {
        let reading = self.access.reading().context("a reader")?;
        let label = Label::Statement.bytes();
        let signed = self.blobs.iter().map(|blob| {
            let opened =
                SignedStatement::open(&reading, self.access.epoch(), blob).map_err(refused)?;
            let bytes = encode::encode(&opened);
            let mut parts = Decoder::new(&bytes);
            parts.array()?;
            let statement = parts.bytes()?;
            let mut message = vec![u8::try_from(label.len())?];
            message.extend_from_slice(label);
            message.extend_from_slice(statement);
            Ok(Signed {
                author: author(statement)?,
                message,
                signature: parts.bytes()?.try_into()?,
            })
        });
        signed.collect()
    }
}

/// The fifth element of a statement.
fn author(statement: &[u8]) -> Result<[u8; 32]> {
    let mut parts = Decoder::new(statement);
    parts.array()?;
    for _ in 0..4 {
        parts.skip()?;
    }
    Ok(parts.bytes()?.try_into()?)
}

fn accept(log: &mut Log, blob: &[u8]) -> Result<()> {
    match log.apply(log.seq() + 1, blob).map_err(refused)? {
        Verdict::Accepted(_) => Ok(()),
        other => bail!("a statement was not accepted: {other:?}"),
    }
}

/// So many contacts, entered one by one.
fn changes(contacts: usize) -> Result<Vec<Change>> {
    let table = read_table("contacts.csv", corpus::csv(contacts).as_bytes())?;
    let report = convert(&table, &guess(&table));
    let changes = report.records.into_iter().map(|record| {
        let fields = record.iter().filter(|(_, value)| !value.is_empty());
        let fields = fields.map(|(field, value)| NewField {
            field: field.0,
            value: Value::text(value),
        });
        Change {
            create: vec![NewRecord(fields.collect())],
            ..Change::default()
        }
    });
    Ok(changes.collect())
}

fn refused(_: Refused) -> anyhow::Error {
    anyhow!("refused")
}
