//! Every sentence is there in every language, used, translated, and written in its own letters.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement, Resource};
use fluent_syntax::parser::parse;
use records::fields::{FIELDS, Kind};

use crate::logic::OFFERS;

/// Sentences that are rightly the same in two languages: signs, and words both have.
const SAME: &[&str] = &[
    "row-coming",
    "wrote-by",
    "menu",
    "field-signal",
    "field-whatsapp",
    "field-viber",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(language: &str) -> Resource<String> {
    let source = fs::read_to_string(root().join("locales").join(format!("{language}.ftl")))
        .expect("a locale");
    parse(source).unwrap_or_else(|(_, errors)| panic!("{language}: {errors:?}"))
}

/// What a message says and which variables it says it with.
#[derive(Default, PartialEq, Eq)]
struct Said {
    text: String,
    variables: BTreeSet<String>,
    variants: BTreeSet<String>,
}

impl Said {
    fn add(&mut self, elements: &[PatternElement<String>]) {
        for element in elements {
            match element {
                PatternElement::TextElement { value } => self.text.push_str(value),
                PatternElement::Placeable { expression } => self.add_expression(expression),
            }
        }
    }

    fn add_expression(&mut self, expression: &Expression<String>) {
        match expression {
            Expression::Inline(inline) => self.add_inline(inline),
            Expression::Select { selector, variants } => {
                self.add_inline(selector);
                for variant in variants {
                    let fluent_syntax::ast::VariantKey::Identifier { name } = &variant.key else {
                        continue;
                    };
                    self.variants.insert(name.clone());
                }
                variants
                    .iter()
                    .for_each(|variant| self.add(&variant.value.elements));
            }
        }
    }

    fn add_inline(&mut self, inline: &InlineExpression<String>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                let _ = self.variables.insert(id.name.clone());
            }
            other => panic!("{other:?}: only variables are used"),
        }
    }
}

fn messages(language: &str) -> BTreeMap<String, Said> {
    let mut messages = BTreeMap::new();
    for entry in read(language).body {
        match entry {
            Entry::Message(message) => {
                let mut said = Said::default();
                said.add(&message.value.expect("a text").elements);
                let twice = messages.insert(message.id.name.clone(), said);
                assert!(
                    twice.is_none(),
                    "{language}: {} stands there twice",
                    message.id.name
                );
            }
            Entry::Junk { content } => panic!("{language}: {content}"),
            _ => {}
        }
    }
    messages
}

fn sources(folder: &Path, out: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|end| end == "rs")
            && !path.ends_with("text/locales.rs")
        {
            out.push_str(&fs::read_to_string(path).expect("a source"));
        }
    }
}

/// The keys that the sources name, and those made at run time.
fn used() -> BTreeSet<String> {
    let mut source = String::new();
    sources(&root().join("src"), &mut source);
    let first = FIELDS.iter().filter(|field| field.of == field.id);
    let mut used: BTreeSet<String> = first.map(|field| format!("field-{}", field.key)).collect();
    for flag in FIELDS.iter().filter(|field| field.kind == Kind::Flag) {
        used.extend(["limit", "means"].map(|what| format!("{what}-{}", flag.key)));
    }
    used.extend(OFFERS.iter().map(|offer| offer.key.to_owned()));
    used.extend((1..=12).map(|month| format!("month-{month}")));
    for opening in ["t!(", "text!(", "say(", "=> "] {
        for (at, _) in source.match_indices(opening) {
            // `format!(` ends like `t!(`.
            let whole = !source[..at].ends_with(|letter: char| letter.is_alphanumeric());
            let after = source[at + opening.len()..].trim_start();
            let Some(key) = after
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
            else {
                continue;
            };
            if whole && (opening != "=> " || key.starts_with("file-")) {
                used.insert(key.to_owned());
            }
        }
    }
    used
}

#[test]
fn every_key_is_in_every_language_with_the_same_variables() {
    let english = messages("en");
    for language in ["ru", "be"] {
        let other = messages(language);
        assert_eq!(
            english.keys().collect::<Vec<_>>(),
            other.keys().collect::<Vec<_>>(),
            "en and {language}"
        );
        for (key, said) in &english {
            assert_eq!(said.variables, other[key].variables, "{language}: {key}");
        }
    }
}

#[test]
fn every_key_is_used_and_every_used_key_is_there() {
    let there: BTreeSet<String> = messages("en").into_keys().collect();
    let used = used();
    let missing: Vec<_> = used.difference(&there).collect();
    let unused: Vec<_> = there.difference(&used).collect();
    assert!(
        missing.is_empty() && unused.is_empty(),
        "missing: {missing:?}\nunused: {unused:?}"
    );
}

#[test]
fn everything_is_translated() {
    let [english, russian, belarusian] = ["en", "ru", "be"].map(messages);
    for (key, said) in &english {
        if SAME.contains(&key.as_str()) || said.text.trim().is_empty() {
            continue;
        }
        assert_ne!(said.text, russian[key].text, "ru: {key}");
        assert_ne!(said.text, belarusian[key].text, "be: {key}");
    }
}

#[test]
fn letters_are_the_language_s_own() {
    for (key, said) in messages("ru") {
        assert!(
            !said.text.contains(['і', 'ў', 'І', 'Ў', '\'']),
            "ru: {key}: {}",
            said.text
        );
    }
    for (key, said) in messages("be") {
        assert!(
            !said.text.contains(['и', 'щ', 'ъ', 'И', 'Щ', 'Ъ']),
            "be: {key}: {}",
            said.text
        );
    }
    for (key, said) in messages("en") {
        assert!(
            !said.text.chars().any(|letter| ('а'..='я').contains(&letter)
                && letter != 'ё'
                && key != "help-words"),
            "en: {key}"
        );
    }
}

#[test]
fn plurals_have_every_form() {
    for language in ["ru", "be"] {
        for (key, said) in messages(language) {
            if !said.variants.is_empty() {
                assert_eq!(
                    Vec::from_iter(&said.variants),
                    ["few", "many", "one"],
                    "{language}: {key}"
                );
            }
        }
    }
}
