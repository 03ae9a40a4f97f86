//! Vector files: `expect: ok|refused`, `note: …`, then `key: hex`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// One case, read or about to be written.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) ok: bool,
    note: String,
    fields: Vec<(String, Vec<u8>)>,
}

impl Case {
    pub(crate) fn ok(name: &str, note: &str) -> Self {
        Self {
            name: name.into(),
            ok: true,
            note: note.into(),
            fields: Vec::new(),
        }
    }

    pub(crate) fn refused(name: &str, note: &str) -> Self {
        Self {
            ok: false,
            ..Self::ok(name, note)
        }
    }

    /// The same fields under another name, to be refused.
    pub(crate) fn fault(&self, name: &str, note: &str) -> Self {
        Self {
            fields: self.fields.clone(),
            ..Self::refused(name, note)
        }
    }

    /// Sets a field, in place of the one of that name.
    pub(crate) fn with(mut self, key: &str, value: impl AsRef<[u8]>) -> Self {
        let value = value.as_ref().to_vec();
        match self.fields.iter_mut().find(|(k, _)| k == key) {
            Some((_, old)) => *old = value,
            None => self.fields.push((key.into(), value)),
        }
        self
    }

    pub(crate) fn get(&self, key: &str) -> &[u8] {
        self.find(key)
            .unwrap_or_else(|| panic!("{} has no {key}", self.name))
    }

    pub(crate) fn find(&self, key: &str) -> Option<&[u8]> {
        self.fields
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, v)| v.as_slice())
    }

    pub(crate) fn array<const N: usize>(&self, key: &str) -> [u8; N] {
        self.get(key)
            .try_into()
            .unwrap_or_else(|_| panic!("{}: {key} isn't {N} bytes", self.name))
    }

    pub(crate) fn u32(&self, key: &str) -> u32 {
        u32::from_be_bytes(self.array(key))
    }

    pub(crate) fn to_text(&self) -> String {
        let expect = if self.ok { "ok" } else { "refused" };
        let mut out = format!("expect: {expect}\nnote: {}\n", self.note);
        for (key, value) in &self.fields {
            writeln!(out, "{key}: {}", hex::encode(value)).unwrap();
        }
        out
    }

    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut lines: BTreeMap<String, String> = BTreeMap::new();
        let mut fields = Vec::new();
        for line in text.lines() {
            let (key, value) = line
                .split_once(':')
                .unwrap_or_else(|| panic!("{name}: {line}"));
            let value = value.trim();
            if matches!(key, "expect" | "note") {
                lines.insert(key.into(), value.into());
            } else {
                fields.push((key.to_owned(), hex::decode(value).unwrap()));
            }
        }
        let ok = match lines["expect"].as_str() {
            "ok" => true,
            "refused" => false,
            other => panic!("{name}: expect {other}"),
        };
        Self {
            name,
            ok,
            note: lines["note"].clone(),
            fields,
        }
    }
}
