use keys::inbox::HandedIn;
use keys::{Access, Epoch, Refused, Role, Secret, SpaceId};

use super::chain::roles;
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, long_array, text, uint};
use crate::support::{fixed, flipped, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    let access = Access::new(epoch, Role::Viewer, Secret::from_bytes(&case.array("read")));
    let handed = HandedIn::open(&access, case.get("entry"))?;
    assert_eq!(handed.hash().0, case.array("hash"));
    assert_eq!(keys::encode::encode(&handed), case.get("handed-in"));
    let collected = handed.check(epoch.space)?;
    assert_eq!(collected.author.0, case.array("author"));
    assert_eq!(collected.record.0.len(), 1);
    Ok(())
}

const SIGNATURE: &[u8] = b"skrynia/1/inbox-signature";

/// Everything that goes into an entry; each test changes one thing.
pub(super) struct Entry {
    pub(super) epoch: u32,
    version: u8,
    collected_version: u8,
    pub(super) author: [u8; 32],
    pub(super) signer: [u8; 32],
    pub(super) id: [u8; 16],
    sealed_to: u32,
    signed_place: Vec<u8>,
    signed_inbox: Option<[u8; 32]>,
    signed_enc: Option<[u8; 32]>,
    label: &'static [u8],
    size: usize,
    marker: u8,
    canonical: bool,
}

impl Entry {
    pub(super) fn new(author: &str, epoch: u32) -> Self {
        Self {
            epoch,
            version: 1,
            collected_version: 1,
            author: raw::public(&fixed(author)),
            signer: fixed(author),
            id: [5; 16],
            sealed_to: epoch,
            signed_place: raw::context(SIGNATURE, &fixed("space"), epoch),
            signed_inbox: None,
            signed_enc: None,
            label: SIGNATURE,
            size: 1 << 10,
            marker: 0x80,
            canonical: true,
        }
    }

    fn inbox(&self) -> Vec<u8> {
        let space = fixed("space");
        let [_, _, read, _] = roles(&fixed("lead secret"), &space, self.sealed_to);
        let label = b"skrynia/1/kem-inbox";
        let context = raw::context(label, &space, self.sealed_to);
        raw::kem_public(&raw::expand(&read, label, &[&context]))
    }

    fn collected(&self) -> Vec<u8> {
        let record = array(&[array(&[uint(1u8), text("Алена")])]);
        let fields = [
            uint(self.collected_version),
            bytes(self.author),
            bytes(self.id),
            uint(20_000u16),
            record,
        ];
        if self.canonical {
            array(&fields)
        } else {
            long_array(&fields)
        }
    }

    /// The blob, and what lies in the log of it.
    fn sealed(&self) -> (Vec<u8>, Vec<u8>) {
        let inbox = self.inbox();
        let randomness: [u8; 64] = [fixed("randomness"), fixed("more randomness")]
            .concat()
            .try_into()
            .unwrap();
        let (enc, shared) = raw::encapsulate(&inbox, &randomness);
        let collected = self.collected();
        let (of_inbox, of_enc) = (raw::hash(&[&inbox]), raw::hash(&[&enc]));
        let message = array(&[
            bytes(&self.signed_place),
            bytes(self.signed_inbox.unwrap_or(of_inbox)),
            bytes(self.signed_enc.unwrap_or(of_enc)),
            bytes(raw::hash(&[&collected])),
        ]);
        let signature = bytes(raw::sign(&self.signer, self.label, &message));
        let handed = array(&[
            uint(self.epoch),
            bytes(of_inbox),
            bytes(of_enc),
            bytes(&collected),
            signature.clone(),
        ]);
        let mut padded = raw::pad(&array(&[bytes(&collected), signature]), self.size);
        if let Some(marker) = padded.iter_mut().rev().find(|byte| **byte != 0) {
            *marker = self.marker;
        }
        let context = raw::context(b"skrynia/1/inbox-entry", &fixed("space"), self.epoch);
        let wrapped = raw::wrapped(&enc, &shared, &context, &padded);
        let blob = [&[self.version], fixed("blob id").as_slice(), &wrapped].concat();
        (blob, handed)
    }

    pub(super) fn handed(&self) -> Vec<u8> {
        self.sealed().1
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        raw::hash(&[&self.collected()])
    }

    fn case(self, case: Case) -> Case {
        let (blob, handed) = self.sealed();
        let [_, _, read, _] = roles(&fixed("lead secret"), &fixed("space"), self.epoch);
        case.with("space", fixed("space"))
            .with("epoch", self.epoch.to_be_bytes())
            .with("read", read)
            .with("author", self.author)
            .with("hash", self.hash())
            .with("entry", blob)
            .with("handed-in", handed)
    }
}

fn wrong(name: &str, note: &str, change: impl FnOnce(&mut Entry)) -> Case {
    let mut entry = Entry::new("collector", 2);
    change(&mut entry);
    entry.case(Case::refused(name, note))
}

fn cut(name: &str, note: &str, at: isize) -> Case {
    let mut entry = Entry::new("collector", 2).case(Case::refused(name, note));
    let blob = flipped(entry.get("entry"), at);
    entry = entry.with("entry", blob);
    entry
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        Entry::new("collector", 2).case(Case::ok("handed-in", "One record.")),
        wrong("version-2", "Version 2 of the entry.", |e| e.version = 2),
        wrong(
            "collected-version-2",
            "Version 2 of what was collected.",
            |e| {
                e.collected_version = 2;
            },
        ),
        wrong("another-author", "A names B as the author.", |e| {
            e.author = raw::public(&fixed("another collector"));
        }),
        wrong(
            "re-sealed",
            "The words of one entry, sealed once more.",
            |e| {
                e.signed_enc = Some(fixed("another encapsulation"));
            },
        ),
        wrong("another-inbox", "Signed for another inbox key.", |e| {
            e.signed_inbox = Some(fixed("another inbox"));
        }),
        wrong(
            "signed-for-another-epoch",
            "Signed for another epoch.",
            |e| {
                e.signed_place = raw::context(SIGNATURE, &fixed("space"), 3);
            },
        ),
        wrong(
            "signed-for-another-space",
            "Signed for another space.",
            |e| {
                e.signed_place = raw::context(SIGNATURE, &fixed("other space"), 2);
            },
        ),
        wrong("signed-as-statement", "Signed for another purpose.", |e| {
            e.label = b"skrynia/1/statement";
        }),
        wrong(
            "retired-key",
            "Sealed to the key of the epoch before.",
            |e| {
                e.sealed_to = 1;
            },
        ),
        wrong("padding-class", "Padded to 2 KiB.", |e| e.size = 2 << 10),
        wrong("padding-marker", "Another marker.", |e| e.marker = 0x81),
        wrong("not-canonical", "An array of indefinite length.", |e| {
            e.canonical = false;
        }),
        cut("enc-bit", "A bit of the encapsulation.", 40),
        cut("commitment-bit", "A bit of the commitment.", 33 + 1120),
        cut("ciphertext-bit", "A bit of the tag.", -1),
    ]
}
