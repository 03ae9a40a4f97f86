use keys::envelope::{open_slot, wrap_slot};
use keys::{Access, Epoch, KemKey, Refused, Role, Secret, SignKey, SpaceId};

use super::chain::{commitment, roles};
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, long_array, uint};
use crate::support::rng::Fixed;
use crate::support::{fixed, flipped, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    let recipient = KemKey::from_seed(Secret::from_bytes(&case.array("recipient")));
    let slot = case.get("slot");
    let grant = open_slot(&recipient, epoch, slot)?;
    assert_eq!(grant.access.role(), role(case.get("role")[0]));
    assert_eq!(grant.access.expose().expose(), case.get("secret"));
    assert_eq!(grant.capability.expose_seed(), case.get("capability"));
    assert_eq!(grant.lead.0, raw::public(&case.array("lead")));
    let lead = SignKey::from_seed(&case.array("lead"));
    let mut rng = Fixed(case.get("randomness").to_vec());
    assert_eq!(
        wrap_slot(
            &grant.access,
            &grant.capability,
            &recipient.public()?,
            &lead,
            &mut rng
        )?,
        slot
    );
    let access = Access::new(epoch, grant.access.role(), grant.access.expose().clone());
    assert_eq!(access.commitment().unwrap().0, case.array("commitment"));
    Ok(())
}

fn role(number: u8) -> Role {
    [Role::Collector, Role::Viewer, Role::Editor, Role::Lead][usize::from(number) - 1]
}

/// Everything that goes into a slot; each test changes one thing.
struct Slot {
    space: [u8; 32],
    epoch: u32,
    role: u8,
    secret: [u8; 32],
    commitment: [u8; 32],
    lead_public: [u8; 32],
    signed_place: Vec<u8>,
    signed_role: u8,
    signed_recipient: Vec<u8>,
    signed_enc: Option<Vec<u8>>,
    label: &'static [u8],
    randomness: [u8; 64],
    canonical: bool,
    size: usize,
    marker: u8,
}

const GRANT: &[u8] = b"skrynia/1/envelope-grant";

impl Slot {
    fn new(number: u8) -> Self {
        let (space, epoch) = (fixed("space"), 3);
        let [lead, edit, read, form] = roles(&fixed("lead secret"), &space, epoch);
        Self {
            space,
            epoch,
            role: number,
            secret: [form, read, edit, lead][usize::from(number) - 1],
            commitment: commitment(&form, &space, epoch),
            lead_public: raw::public(&fixed("lead")),
            signed_place: raw::context(GRANT, &space, epoch),
            signed_role: number,
            signed_recipient: raw::kem_public(&fixed("recipient")),
            signed_enc: None,
            label: GRANT,
            randomness: [fixed("randomness"), fixed("more randomness")]
                .concat()
                .try_into()
                .unwrap(),
            canonical: true,
            size: 256,
            marker: 0x80,
        }
    }

    fn make(self, case: Case) -> Case {
        let to = raw::kem_public(&fixed("recipient"));
        let slot = raw::slot(&to, &self.space, self.epoch, &self.randomness, |enc| {
            self.body(enc)
        });
        case.with("space", self.space)
            .with("epoch", self.epoch.to_be_bytes())
            .with("recipient", fixed("recipient"))
            .with("lead", fixed("lead"))
            .with("role", [self.role])
            .with("secret", self.secret)
            .with("capability", fixed("capability"))
            .with("commitment", self.commitment)
            .with("randomness", self.randomness)
            .with("slot", slot)
    }

    fn body(&self, enc: &[u8]) -> Vec<u8> {
        let fields = [
            uint(self.role),
            bytes(self.secret),
            bytes(fixed("capability")),
            bytes(self.commitment),
            bytes(self.lead_public),
        ];
        let payload = if self.canonical {
            array(&fields)
        } else {
            long_array(&fields)
        };
        let message = array(&[
            bytes(&self.signed_place),
            uint(self.signed_role),
            bytes(raw::hash(&[&self.signed_recipient])),
            bytes(raw::hash(&[self.signed_enc.as_deref().unwrap_or(enc)])),
            bytes(raw::hash(&[&payload])),
        ]);
        let signature = raw::sign(&fixed("lead"), self.label, &message);
        let mut padded = raw::pad(&array(&[bytes(&payload), bytes(signature)]), self.size);
        let at = padded.iter().rposition(|byte| *byte != 0).unwrap();
        padded[at] = self.marker;
        padded
    }
}

pub(super) fn cases() -> Vec<Case> {
    let ok = |name, note, role| Slot::new(role).make(Case::ok(name, note));
    let fault = |name, note, change: fn(&mut Slot)| {
        let mut slot = Slot::new(3);
        change(&mut slot);
        slot.make(Case::refused(name, note))
    };
    let editor = ok("editor", "E of epoch 3.", 3);
    let slot = editor.get("slot").to_vec();
    let altered =
        |name: &str, note: &str, slot: Vec<u8>| editor.fault(name, note).with("slot", slot);
    let dummy = raw::slot(
        &raw::kem_public(&fixed("recipient")),
        &fixed("space"),
        3,
        &editor.array("randomness"),
        |_| raw::pad(&[], 256),
    );
    let mut cases = vec![
        ok("collector", "F of epoch 3.", 1),
        ok("viewer", "R of epoch 3.", 2),
        ok("lead", "L of epoch 3.", 4),
        editor
            .fault("other-recipient", "Somebody else's key.")
            .with("recipient", fixed("somebody else")),
        editor
            .fault("other-space", "Offered in another space.")
            .with("space", fixed("other space")),
        editor
            .fault("other-epoch", "Offered in the next epoch.")
            .with("epoch", 4u32.to_be_bytes()),
        altered(
            "enc-ml-kem-flipped",
            "First byte of the encapsulation.",
            flipped(&slot, 0),
        ),
        altered(
            "enc-x25519-flipped",
            "A byte of its X25519 point.",
            flipped(&slot, 1088),
        ),
        altered("enc-x25519-high-bit", "The bit X25519 ignores.", {
            let mut slot = slot.clone();
            slot[1119] ^= 0x80;
            slot
        }),
        altered(
            "commitment-flipped",
            "First byte of the commitment.",
            flipped(&slot, 1120),
        ),
        altered(
            "body-flipped",
            "First byte of the ciphertext.",
            flipped(&slot, 1152),
        ),
        altered("tag-flipped", "Last byte of the tag.", flipped(&slot, -1)),
        altered(
            "truncated",
            "The last byte is missing.",
            slot[..slot.len() - 1].to_vec(),
        ),
        altered("nothing", "No bytes at all.", Vec::new()),
        altered("dummy", "A dummy whose key was kept.", dummy),
        fault(
            "role-raised",
            "E given as L: the chain doesn't meet the commitment.",
            |s| {
                s.role = 4;
                s.signed_role = 4;
            },
        ),
        fault("role-lowered", "E given as R: the same.", |s| {
            s.role = 2;
            s.signed_role = 2;
        }),
        fault("role-unknown", "Role 5.", |s| {
            s.role = 5;
            s.signed_role = 5;
        }),
        fault("other-commitment", "A commitment to another chain.", |s| {
            s.commitment = fixed("other commitment")
        }),
        fault("other-secret", "A secret of another chain.", |s| {
            s.secret = fixed("other secret")
        }),
        fault("not-the-signer", "Names a lead who didn't sign.", |s| {
            s.lead_public = raw::public(&fixed("other lead"))
        }),
        fault("weak-signer", "Names a key of small order.", |s| {
            s.lead_public = raw::weak_keys()[0]
        }),
        fault(
            "signed-for-other-space",
            "A signature for another space.",
            |s| {
                s.signed_place = raw::context(GRANT, &fixed("other space"), 3);
            },
        ),
        fault(
            "signed-for-other-epoch",
            "A signature for another epoch.",
            |s| {
                s.signed_place = raw::context(GRANT, &fixed("space"), 2);
            },
        ),
        fault("signed-for-other-role", "A signature for a viewer.", |s| {
            s.signed_role = 2
        }),
        fault(
            "signed-for-other-recipient",
            "A signature for another member.",
            |s| {
                s.signed_recipient = raw::kem_public(&fixed("somebody else"));
            },
        ),
        fault(
            "signed-for-other-enc",
            "The lead's words wrapped again by somebody else.",
            |s| {
                s.signed_enc = Some(vec![7; 1120]);
            },
        ),
        fault(
            "signed-as-statement",
            "A signature made for another purpose.",
            |s| s.label = b"skrynia/1/statement",
        ),
        fault(
            "payload-not-canonical",
            "An array's length written too long.",
            |s| s.canonical = false,
        ),
        fault("padding-wrong-marker", "0x81 instead of 0x80.", |s| {
            s.marker = 0x81
        }),
        fault("padding-short", "255 bytes.", |s| s.size = 255),
        editor.clone(),
    ];
    // A low-order point gives everybody the same X25519 secret; with it, the ML-KEM half alone would carry the envelope.
    // These slots are right in every other way: X-Wing itself opens them.
    for (index, point) in raw::low_order_points().into_iter().enumerate() {
        let enc = [&slot[..1088], &point].concat();
        let shared = raw::decapsulate(&fixed("recipient"), &enc);
        let slot = raw::slot_of(&enc, &shared, &fixed("space"), 3, &Slot::new(3).body(&enc));
        cases.push(altered(
            &format!("enc-low-order-{index:02}"),
            "A low-order X25519 point, otherwise well made.",
            slot,
        ));
    }
    cases
}
